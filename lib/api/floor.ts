/*
 * Replicas read a growing job at different times. A browser keeps in a cookie how far a job had been read when it was last told, and a
 * replica that is behind reads on before it answers: so a job never shrinks from one answer to the next.
 */

/** The cookie has one job, the one that was shown last. */
export const FLOOR_COOKIE = 'salient-floor';

/** How far a job had been read. */
export interface Floor {
  key: string;
  generation: string;
  /** Bytes of its event files. */
  bytes: number;
}

/** Longer keys are not kept: cookies have a limit. */
const MAX_KEY = 1_000;

export function floorText({ key, generation, bytes }: Floor): string {
  return key.length > MAX_KEY ? '' : `${key}:${generation}:${bytes}`;
}

/** The floor in the value of the cookie; null for anything else. */
export function parseFloor(text: string | undefined): Floor | null {
  const match = /^([\w.~!-]{1,1000}):([0-9a-f]{8}):(\d{1,15})$/.exec(text ?? '');
  return match && { key: match[1], generation: match[2], bytes: Number(match[3]) };
}

/** The value of the cookie in the header of a request. */
export function floorIn(cookies: string | null): string | undefined {
  return cookies
    ?.split(';')
    .map((cookie) => cookie.trim().split('='))
    .find(([name]) => name === FLOOR_COOKIE)?.[1];
}

/** The floor after another answer: what was told of the same content before is not taken back. */
export function raised(before: Floor | null, told: Floor): Floor {
  const isSame = before?.key === told.key && before.generation === told.generation;
  return isSame && before.bytes >= told.bytes ? before : told;
}
