import { expect, test } from 'vitest';
import { FetchError } from '../../../components/kit/fetch-error';
import { faultOf } from '../../../components/map/use-heatmap';
import { ApiError, type ApiProblemCode } from '../../../lib/api/problem';

function answered(code: ApiProblemCode): FetchError {
  const { problem } = new ApiError(code, 'A sentence.');
  return new FetchError(problem.status, problem);
}

test.each([
  ['picture-missing', 'missing'],
  ['picture-outside', 'outside'],
  ['picture-forbidden', 'forbidden'],
  ['picture-undecodable', 'broken'],
  ['store-unavailable', 'store'],
  ['store-refused', 'refused'],
  ['worker-lost', 'unreachable'],
] as const)('a picture with the problem %s is %s', (code, fault) => {
  expect(faultOf(answered(code))).toBe(fault);
});

test('a picture without an answer is unreachable', () => {
  expect(faultOf(new TypeError('fetch failed'))).toBe('unreachable');
});
