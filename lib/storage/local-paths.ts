import { constants, existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { sep } from 'node:path';
import { decodeName, encodeName, hasRawBytes } from '../file-name';

// Opening a FIFO would block forever. With O_NONBLOCK it opens at once and is then rejected as not a regular file. A path to open has no
// links; where one has taken the place of the file since, it is not followed.
export const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** Whether the system can tell which file a descriptor refers to. */
export const HAS_DESCRIPTOR_PATHS = existsSync('/proc/self/fd');

/** What stands in a name that is not UTF-8, where names are read as text. */
export const REPLACEMENT = '\ufffd';

/** A path as the system takes it. */
export function onDisk(path: string): string | Buffer {
  return hasRawBytes(path) ? Buffer.from(encodeName(path)) : path;
}

/** The path with every link resolved. Throws errors of the system. */
export async function realPathOf(path: string): Promise<string> {
  const real = await realpath(onDisk(path));
  return real.includes(REPLACEMENT) ? decodeName(await realpath(onDisk(path), 'buffer')) : real;
}

/** Whether a path is below one of some directories; all without links. */
export function isBelow(directories: readonly string[], path: string): boolean {
  return directories.some((one) => path.startsWith(one.endsWith(sep) ? one : one + sep));
}
