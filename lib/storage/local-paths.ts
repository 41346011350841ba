import { realpath } from 'node:fs/promises';
import { decodeName, encodeName, hasRawBytes } from '../file-name';

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
