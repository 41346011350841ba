import { S3ServiceException } from '@aws-sdk/client-s3';
import { StorageError, type StorageFault } from './storage';
import { type Place, pathOf } from './store-path';

/** Codes of what is not there; a store may have others, such as one for an unknown user, with the same status. */
const MISSING = ['NoSuchKey', 'NotFound', 'NoSuchBucket'];

/** Codes of credentials that are not accepted: AWS sends some of them with the status of a bad request, versitygw one with that of a missing object. */
const REFUSED = ['ExpiredToken', 'ExpiredTokenException', 'InvalidToken', 'TokenRefreshRequired', 'XAdminUserNotFound'];

/** An object in an archive: the status is that of a refusal, but the credentials are right. */
const ARCHIVED = 'InvalidObjectState';

/** Names of answers without a body, as to HEAD: only their status is known. Of an expired token it is that of a bad request. */
const NAMELESS = /^(Unknown|UnknownError|BadRequest|\d+)$/;

const FAULTS: Record<number, StorageFault> = { 401: 'refused', 403: 'refused', 412: 'replaced' };

/** The error of a request as a StorageError; itself if it is none of the store. The messages of the SDK are not shown: they may contain credentials. */
export function storageErrorOf(place: Place, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageError) return error;
  const path = pathOf(place);
  if (error instanceof S3ServiceException)
    return new StorageError(faultOf(error), path, isPlain(error) ? null : codeOf(error));
  if ('$responseBodyText' in error) return notOfStore(place); // it is no XML
  const isCredentials = error.name.includes('Credentials') || error.message.includes('credentials');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  const isRegion = error.message.includes('Region is missing');
  return new StorageError(isCredentials ? 'refused' : 'unavailable', path, isRegion ? 'no region is set' : code);
}

/** The error of an answer that no object store gives, such as a page of a web server. */
export function notOfStore(place: Place): StorageError {
  return new StorageError('unavailable', pathOf(place), 'something else answers');
}

function codeOf({ name, $metadata }: S3ServiceException): string {
  return NAMELESS.test(name) ? `HTTP ${$metadata.httpStatusCode}` : name;
}

/** Whether the fault says everything. */
function isPlain({ name, $metadata }: S3ServiceException): boolean {
  return (MISSING.includes(name) && name !== 'NoSuchBucket') || $metadata.httpStatusCode === 412;
}

function faultOf({ name, $metadata }: S3ServiceException): StorageFault {
  if (MISSING.includes(name)) return 'not-found';
  if (REFUSED.includes(name)) return 'refused';
  if (name === ARCHIVED) return 'failed';
  const { httpStatusCode: status = 0 } = $metadata;
  if (status === 400 && NAMELESS.test(name)) return 'refused';
  return FAULTS[status] ?? (status >= 400 && status < 500 && status !== 429 ? 'failed' : 'unavailable');
}
