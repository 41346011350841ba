import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { surveyOptions } from '../../bin/survey-options.js';

test('without shards, all arguments are those of the server', () => {
  const args = ['runs', '--cache-dir', 'cache', '--memory=512', '--s3-path-style'];
  expect(surveyOptions(args)).toEqual({ shards: null, rest: args });
});

test('a shard is taken out of the arguments, wherever it is', () => {
  const { shards, rest } = surveyOptions([
    '--shard=3',
    'runs',
    '--of',
    '40',
    '--cache-dir',
    'cache',
    '--out',
    'shards',
  ]);
  expect(shards).toEqual({ place: resolve('shards'), shard: { shard: 3, of: 40 } });
  expect(rest).toEqual(['runs', '--cache-dir', 'cache']);
});

test('shards may be in an object store', () => {
  expect(surveyOptions(['runs', '--collect', 's3://bucket/shards/']).shards).toEqual({
    place: 's3://bucket/shards',
    shard: null,
  });
  expect(() => surveyOptions(['runs', '--collect', 's3://bucket/a//b'])).toThrow(/must not have empty parts/);
});

test.each([
  [['--shard', '4', '--of', '4'], 'With --of 4, --shard must be an integer from 0 to 3, not "4".'],
  [['--shard=-1', '--of', '4'], 'With --of 4, --shard must be an integer from 0 to 3, not "-1".'],
  [['--shard', '1.5', '--of', '4'], 'With --of 4, --shard must be an integer from 0 to 3, not "1.5".'],
  [['--shard', '0', '--of', '0'], '--of must be an integer from 1 to 10000, not "0".'],
  [['--shard', '0', '--of', '10001'], '--of must be an integer from 1 to 10000, not "10001".'],
  [['--shard', '0', '--of', ''], '--of must be an integer from 1 to 10000, not "".'],
  [['--shard', '0'], '--shard, --of and --out belong together: salient survey JOB --shard 0 --of 40 --out DIR'],
])('%j is refused', (args, message) => {
  expect(() => surveyOptions(['runs', ...args, '--out', 'shards'])).toThrow(message);
});

test.each([
  [['--shard', '0', '--of', '4'], /belong together/],
  [['--shard', '0', '--of', '4', '--out'], '--out needs a value.'],
  [['--shard', '0', '--of', '4', '--out='], '--out must be a directory, or s3://BUCKET/PREFIX.'],
  [['--collect', 'shards', '--of', '4'], '--collect takes shards that are there; --shard, --of and --out make one.'],
])('%j is refused, too', (args, message) => {
  expect(() => surveyOptions(['runs', ...args])).toThrow(message);
});
