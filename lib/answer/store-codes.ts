import type { ApiProblemCode } from '../api/problem';
import { isStorageError, type StorageFault } from '../storage/storage';

/** Codes of failures of the storage that say nothing about the file that was asked for. */
export const STORE_CODES: Partial<Record<StorageFault, ApiProblemCode>> = {
  unavailable: 'store-unavailable',
  refused: 'store-refused',
};

/** The code of an error of the object store, on whatever thread it was thrown; undefined for other errors. */
export function storeCodeOf(error: unknown): ApiProblemCode | undefined {
  return isStorageError(error) ? STORE_CODES[error.fault] : undefined;
}
