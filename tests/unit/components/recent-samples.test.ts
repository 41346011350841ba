import { describe, expect, test } from 'vitest';
import { parseRecent, sampleAt, withRecent } from '../../../components/palette/recent-samples';

describe('the sample of a URL', () => {
  test.each([
    ['/jobs/run~1/samples/12', null, { key: 'run~1', id: 12 }],
    ['/jobs/run~1/samples/-3', null, { key: 'run~1', id: -3 }],
    ['/jobs/run~1/saliency', '7', { key: 'run~1', id: 7 }],
    ['/jobs/run~1/samples/12', '7', { key: 'run~1', id: 7 }],
    ['/jobs/run~1/saliency', null, null],
    ['/jobs/run~1/saliency', 'x', null],
    ['/jobs/run~1/evaluation', '7', null],
    ['/', '7', null],
  ])('%s with the stage %s', (path, stage, sample) => {
    expect(sampleAt(path, stage)).toEqual(sample);
  });
});

test('a sample is moved to the front, and only the latest five are kept', () => {
  const list = [1, 2, 3, 4, 5].reduce<ReturnType<typeof withRecent>>(
    (old, id) => withRecent(old, { key: 'a', id }),
    [],
  );
  expect(list.map(({ id }) => id)).toEqual([5, 4, 3, 2, 1]);
  expect(withRecent(list, { key: 'a', id: 3 }).map(({ id }) => id)).toEqual([3, 5, 4, 2, 1]);
  expect(withRecent(list, { key: 'b', id: 3 }).map(({ key }) => key)).toEqual(['b', 'a', 'a', 'a', 'a']);
});

describe('the stored list', () => {
  test.each([
    [null, []],
    ['', []],
    ['{"key":"a"}', []],
    ['not JSON', []],
    ['[{"key":"a","id":1},{"key":2,"id":1},null,{"key":"a","id":1.5}]', [{ key: 'a', id: 1 }]],
  ])('%s', (text, samples) => {
    expect(parseRecent(text)).toEqual(samples);
  });
});
