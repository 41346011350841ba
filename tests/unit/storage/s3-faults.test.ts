import { S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { storageErrorOf } from '../../../lib/storage/s3-faults';
import { StorageError } from '../../../lib/storage/storage';

const PLACE = { bucket: 'b', key: 'runs/f' };

const answer = (httpStatusCode: number, name: string) =>
  new S3ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode }, message: 'with a secret' });

test.each([
  [404, 'NoSuchKey', 'not-found', null],
  [404, 'NotFound', 'not-found', null],
  [404, 'NoSuchBucket', 'not-found', 'NoSuchBucket'],
  [403, 'AccessDenied', 'refused', 'AccessDenied'],
  [401, 'Unauthorized', 'refused', 'Unauthorized'],
  [400, 'ExpiredToken', 'refused', 'ExpiredToken'],
  [400, 'Unknown', 'refused', 'HTTP 400'],
  [404, 'XAdminUserNotFound', 'refused', 'XAdminUserNotFound'],
  [403, 'InvalidObjectState', 'failed', 'InvalidObjectState'],
  [400, 'InvalidArgument', 'failed', 'InvalidArgument'],
  [412, 'PreconditionFailed', 'replaced', null],
  [429, 'TooManyRequests', 'unavailable', 'TooManyRequests'],
  [503, 'SlowDown', 'unavailable', 'SlowDown'],
  [500, 'Unknown', 'unavailable', 'HTTP 500'],
])('an answer %i %s is %s (%s)', (status, name, fault, code) => {
  const error = storageErrorOf(PLACE, answer(status, name));
  expect(error).toMatchObject({ fault, code, path: 's3://b/runs/f' });
  expect(String(error)).not.toContain('secret');
});

test.each([
  [Object.assign(new Error('secret'), { code: 'ECONNREFUSED' }), 'unavailable', 'ECONNREFUSED'],
  [Object.assign(new Error('secret'), { name: 'CredentialsProviderError' }), 'refused', 'CredentialsProviderError'],
  [new Error('Region is missing'), 'unavailable', 'no region is set'],
])('%s is %s (%s)', (thrown, fault, code) => {
  const error = storageErrorOf(PLACE, thrown);
  expect(error).toMatchObject({ fault, code });
  expect(String(error)).not.toContain('secret');
});

test('what is no error of a store stays what it is', () => {
  const known = new StorageError('too-large', 'f');
  expect(storageErrorOf(PLACE, known)).toBe(known);
  expect(storageErrorOf(PLACE, 7)).toBe(7);
});
