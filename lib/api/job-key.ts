import { decodeName, displayName, encodeName } from '../file-name';

/*
 * The path of a job as one segment of a URL: reversible, readable for plain names, and without characters that proxies decode, encode
 * or split at.
 *
 *   ./                      ~
 *   ./run_1                 run_1
 *   ./nightly/2026-11-22    nightly~2026-11-22
 *   ./été 1                 !c3!a9t!c3!a9!201      every other byte of the name as ! and two hex digits
 */
const BASE_KEY = '~';
const encoder = new TextEncoder();

/** The key of the job `jobId` (for example `./nightly/run_1`; the base directory is `./`). */
export function jobKeyOf(jobId: string): string {
  if (jobId === './') return BASE_KEY;
  return jobId
    .slice(2)
    .split('/')
    .map((name) => name.replace(/[^A-Za-z0-9._-]/gu, escapeBytes))
    .join('~');
}

function escapeBytes(character: string): string {
  return [...encodeName(character)].map((byte) => `!${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The job id of a key, or null for an invalid key. */
export function jobIdOf(key: string): string | null {
  if (key === BASE_KEY) return './';
  const names = key.split('~').map(unescapeBytes);
  const id = `./${names.join('/')}`;
  return names.every(isName) && jobKeyOf(id) === key ? id : null;
}

function unescapeBytes(name: string): string {
  const bytes: number[] = [];
  for (const [part, hex] of name.matchAll(/!([0-9a-f]{2})|./gsu)) {
    if (hex === undefined) bytes.push(...encoder.encode(part));
    else bytes.push(Number.parseInt(hex, 16));
  }
  return decodeName(Uint8Array.from(bytes));
}

/** Whether a directory can have this name. */
function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/\0]/.test(name);
}

/** The path of a job for display: `nightly/run_1`; the base directory is `.`, a byte that is not UTF-8 is `\\xff`. */
export function jobPathOf(jobId: string): string {
  return jobId === './' ? '.' : displayName(jobId.slice(2));
}
