import { StorageError, type StorageFault } from './storage';

/** Runs a file-system call and turns its expected failures into StorageError. */
export async function named<T>(path: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fault(path, error);
  }
}

const FAULTS: Record<string, StorageFault> = {
  ENOENT: 'not-found',
  ENOTDIR: 'not-found',
  EACCES: 'not-permitted',
  EPERM: 'not-permitted',
  EISDIR: 'wrong-kind',
  ENAMETOOLONG: 'bad-name',
  ELOOP: 'outside',
  ERR_INVALID_ARG_VALUE: 'bad-name',
};

export function fault(path: string, error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  return new StorageError(FAULTS[code] ?? 'failed', path, code);
}

const WRITE_FAULTS: Record<string, StorageFault> = {
  EEXIST: 'no-directory',
  ENOTDIR: 'no-directory',
  ENOSPC: 'full',
  EDQUOT: 'full',
};

export function notWritten(path: string, error: unknown): unknown {
  if (error instanceof StorageError || !(error instanceof Error) || !('code' in error)) return error;
  const code = String(error.code);
  return new StorageError(WRITE_FAULTS[code] ?? 'not-written', path, code);
}
