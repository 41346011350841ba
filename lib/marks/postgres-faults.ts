import pg from 'pg';
import { MarksError, type MarksFault } from './faults';

/* The errors of Postgres and of its driver. */

/** SQLSTATE codes (https://www.postgresql.org/docs/current/errcodes-appendix.html), or the classes that they begin with. */
const FAULTS: readonly (readonly [MarksFault, RegExp])[] = [
  ['MarksReadOnlyError', /^(25006|42501)$/],
  ['MarksFullError', /^53100$/],
  // A lock that is not given in time, a deadlock, a statement that was cancelled.
  ['MarksBusyError', /^(55P03|40001|40P01|57014)$/],
  // No connection, no such user or database, too many connections, a server that starts or stops.
  ['MarksUnreachableError', /^(08|28|3D|53|57P)/],
  // Damage, or tables that are not there.
  ['MarksUnreadableError', /^(XX|42P01|42703)/],
  // A character that texts cannot have: U+0000.
  ['MarksLimitError', /^22021$/],
];

/** Sentences that need nothing from the server, by fault; a colon stands for what the server says. */
const SENTENCES: Partial<Record<MarksFault, (place: string) => string>> = {
  MarksFullError: (place) => `The disk with ${place} is full; nothing was saved.`,
  MarksBusyError: (place) => `Another program is writing to ${place}; nothing was saved.`,
  MarksLimitError: (place) => `The text has a character that ${place} cannot hold (U+0000); nothing was saved.`,
};

/** What the driver says where it has no connection any more, and gives no code. */
const NO_CONNECTION =
  /^(Connection terminated|timeout exceeded|Query read timeout|Client |Cannot use a pool|driver has)/;

/** Whether an error says that the database cannot be written. */
export const isNotWritable = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && /^(25006|42501)$/.test(error.code ?? '');

/**
 * An error of the driver as one of ours; other errors as they are.
 *
 * @param place what the database is called in messages
 * @param isConnecting whether every other error means that there is no connection, for example a wrong certificate
 */
export function postgresError(error: unknown, place: string, isConnecting = false): unknown {
  if (error instanceof MarksError || !(error instanceof Error)) return error;
  if (error instanceof pg.DatabaseError) {
    const [fault] = FAULTS.find(([, codes]) => codes.test(error.code ?? '')) ?? [];
    if (fault === undefined) return error;
    const sentence = SENTENCES[fault]?.(place) ?? `${place} cannot be used: ${whyOf(error)}.`;
    return new MarksError(fault, sentence);
  }
  const isOfNetwork = 'code' in error && typeof error.code === 'string';
  if (!isConnecting && !isOfNetwork && !NO_CONNECTION.test(error.message)) return error;
  return new MarksError('MarksUnreachableError', `${place} cannot be reached: ${whyOf(error)}.`);
}

/** What an error says, in few words. Those of the driver have no password. */
function whyOf(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return 'the connection is refused';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'its host is not known';
  if (code === '28P01' || code === '28000') return 'the user or the password is refused';
  return error.message || String(code);
}
