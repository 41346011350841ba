import { MarksError } from './faults';

/* The errors of SQLite. */

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const CODE = { perm: 3, busy: 5, locked: 6, readonly: 8, ioerr: 10, corrupt: 11, full: 13, cantopen: 14, notadb: 26 };

/** The primary result code of an error of the driver; 0 for other errors. */
function codeOf(error: unknown): number {
  if (!(error instanceof Error)) return 0;
  // Where it cannot open a file, the driver gives only a message with the number of the code.
  const [, opening] = /^ConnectionFailed\(.*: (\d+)"\)$/.exec(error.message.trim()) ?? [];
  if (opening !== undefined) return Number(opening) & 0xff;
  return 'rawCode' in error && typeof error.rawCode === 'number' ? error.rawCode & 0xff : 0;
}

/** Whether an error says that the database, or its directory, cannot be written. */
export function isNotWritable(error: unknown): boolean {
  return [CODE.readonly, CODE.cantopen, CODE.perm].includes(codeOf(error));
}

/** An error of the driver as one of ours; other errors as they are. */
export function marksError(error: unknown, path: string): unknown {
  const code = codeOf(error);
  if (isNotWritable(error)) return new MarksError('MarksReadOnlyError', `${path} cannot be written.`);
  if (code === CODE.full) return new MarksError('MarksFullError', `The disk with ${path} is full; nothing was saved.`);
  if (code === CODE.busy || code === CODE.locked)
    return new MarksError('MarksBusyError', `Another program is writing to ${path}; nothing was saved.`);
  if (code === CODE.notadb) return new MarksError('MarksUnreadableError', `${path} is not a database.`);
  if (code === CODE.corrupt) return new MarksError('MarksUnreadableError', `${path} is damaged; a copy may help.`);
  if (code === CODE.ioerr) return new MarksError('MarksUnreadableError', `${path} cannot be read or written.`);
  return error;
}
