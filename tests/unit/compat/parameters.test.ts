import { describe, expect, test } from 'vitest';
import { isCompatError } from '../../../lib/compat/error';
import {
  type Body,
  parseBody,
  parseDropEmpty,
  parseExplainers,
  parseSamplesRequest,
  readBody,
} from '../../../lib/compat/parameters';
import { ALL_TYPES, TYPE_BIT } from '../../../lib/job/prediction';

/* Cases that the records of tests/conformance do not cover. */

const request = (body: Body) => parseSamplesRequest({ train_id: './run', ...body });
const bytes = (text: string) => new TextEncoder().encode(text);

/** Code and sentence of the error that `call` throws. */
function refusal(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (isCompatError(error)) return `${error.code} ${error.sentence}`;
    throw error;
  }
  throw new Error('It was not refused.');
}

describe('a request for samples', () => {
  test('needs only a job', () => {
    expect(request({})).toEqual({
      trainId: './run',
      labels: null,
      types: ALL_TYPES,
      limit: 10,
      offset: 0,
      sort: { by: 'id', descending: true },
    });
  });

  test.each([
    ['5', 5],
    [' +7 ', 7],
    [7.99, 7],
    [true, 1],
    [null, 100],
  ])('interprets %j as a limit of %d', (limit, rows) => {
    expect(request({ limit }).limit).toBe(rows);
  });

  test.each([['1_0'], ['５'], ['1e1'], ['0x5'], [''], [Number.POSITIVE_INFINITY], [{}], [[]], [[5]]])(
    'takes %j for no number',
    (limit) => {
      expect(refusal(() => request({ limit }))).toBe("50540001 Invalid parameter type. 'limit' expect Integer type.");
    },
  );

  test('filters by one or two types, but not by any three', () => {
    expect(request({ prediction_types: ['FN', 'FP'] }).types).toBe(TYPE_BIT.FN | TYPE_BIT.FP);
    expect(request({ prediction_types: ['TP', 'TP'] }).types).toBe(TYPE_BIT.TP);
    expect(request({ prediction_types: ['TP', 'TP', 'TP'] }).types).toBe(ALL_TYPES);
  });

  test('is rejected for the first error; a job id that is not a string is checked last', () => {
    expect(refusal(() => parseSamplesRequest({ labels: 5, limit: 0 }))).toMatch(/'train_id' is required/);
    expect(refusal(() => request({ train_id: 5, limit: 0 }))).toMatch(/'limit' should in \[1, 100\]/);
    expect(refusal(() => request({ train_id: 5 }))).toMatch(/'train_id' expect <class 'str'>/);
    expect(refusal(() => request({ sorted_type: { a: [null] } }))).toMatch(/but got \{'a': \[None\]\}\.$/);
  });

  test('ignores names inherited from Object.prototype', () => {
    expect(refusal(() => parseSamplesRequest(parseBody(bytes('{"__proto__": {"train_id": "./run"}}'))))).toMatch(
      /'train_id' is required/,
    );
    expect(refusal(() => request({ sorted_name: 'constructor' }))).toMatch(/but got constructor\.$/);
  });
});

test('the requested explainers', () => {
  expect(parseExplainers({})).toBeNull();
  expect(parseExplainers({ explainers: [] })).toBeNull();
  expect(parseExplainers({ explainers: ['RISE'] })).toEqual(['RISE']);
  expect(refusal(() => parseExplainers({ explainers: [1] }))).toMatch(/'element of explainers' expect <class 'str'>/);
});

test('empty samples are dropped by default', () => {
  expect(parseDropEmpty({})).toBe(true);
  expect(parseDropEmpty({ drop_empty: false })).toBe(false);
  expect(refusal(() => parseDropEmpty({ drop_empty: null }))).toMatch(/expect <class 'bool'>/);
});

test('a body is read in chunks, up to 1 MB', async () => {
  const stream = (pieces: Uint8Array[]) =>
    new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    });
  expect(parseBody(await readBody(stream([bytes('{"limit"'), bytes(': 5}')])))).toEqual({ limit: 5 });
  expect(parseBody(await readBody(null))).toEqual({});
  const half = new Uint8Array(2 ** 19);
  await expect(readBody(stream([half, half, new Uint8Array(1)]))).rejects.toThrow('longer than 1048576 bytes');
});
