import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { localStorage } from '../../../lib/storage/local';
import { bestSet, namedShards, putShard, rangeOf, readShard, wantedShards } from '../../../lib/survey/shards';
import { encodeBlock, MAP_STATE } from '../../../lib/survey/survey-block';
import { temporaryDirectory } from '../../support/runs';

const GENERATION = '0123456789abcdef';
const REVISION = '5000-a1b2c3d4';

/** A block of one sample with one map. */
function block(id: number) {
  const numbers = { border: 0.1, gini: 0.2, spread: 0.3, inside: Number.NaN };
  const map = { explainer: 0, state: MAP_STATE.counted, isLossy: false, checksum: id + 1, ...numbers };
  const pairs = [{ label: 0, area: Number.NaN, rho: 1, iou: 1, overlap: 1, maps: [map] }];
  return encodeBlock(GENERATION, [{ id, mark: 7, pairs }], new Uint8Array(256).fill(id));
}

const shardOf = (shard: number, of = 4, revision = REVISION) => ({ generation: GENERATION, revision, shard, of });

let place: string;
beforeEach(async () => {
  place = join(await temporaryDirectory(), 'shards');
});

/** The only file in the place. */
async function onlyFile(): Promise<string> {
  const names = await readdir(place);
  expect(names).toHaveLength(1);
  return join(place, names[0]);
}

test.each([0, 1, 3, 7, 40, 1000])('shards of %i units have each unit once, in order, and are about equal', (units) => {
  const ranges = Array.from({ length: 7 }, (_, shard) => rangeOf({ shard, of: 7 }, units));
  expect(ranges[0].from).toBe(0);
  expect(ranges.slice(1).map(({ from }) => from)).toEqual(ranges.slice(0, -1).map(({ to }) => to));
  expect(ranges.at(-1)?.to).toBe(units);
  const sizes = ranges.map(({ from, to }) => to - from);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});

test('a shard is read as it was put, and says in its first line what it is', async () => {
  const blocks = [block(1), block(2)];
  await putShard(localStorage, place, shardOf(3), blocks);
  expect(await readShard(localStorage, place, shardOf(3))).toEqual(blocks);
  const [line] = (await readFile(await onlyFile(), 'latin1')).split('\n', 1);
  expect(JSON.parse(line)).toMatchObject({ sketch: 1, generation: GENERATION, revision: REVISION, shard: 3, of: 4 });
});

test('a shard may be empty: a small job has fewer steps than shards', async () => {
  await putShard(localStorage, place, shardOf(0), []);
  expect(await readShard(localStorage, place, shardOf(0))).toEqual([]);
});

test('what is not there is missing', async () => {
  expect(await readShard(localStorage, place, shardOf(0))).toBe('missing');
  await putShard(localStorage, place, shardOf(0), [block(1)]);
  expect(await readShard(localStorage, place, shardOf(1))).toBe('missing');
  expect(await readShard(localStorage, place, shardOf(0, 5))).toBe('missing');
  expect(await readShard(localStorage, place, shardOf(0, 4, '6000-a1b2c3d4'))).toBe('missing');
});

describe('a damaged shard', () => {
  beforeEach(() => putShard(localStorage, place, shardOf(0), [block(1), block(2)]));

  test.each([0, 1, 40, 200, 500, 700])('is noticed where byte %i is another', async (at) => {
    const file = await onlyFile();
    const bytes = await readFile(file);
    bytes[at] ^= 1;
    await writeFile(file, bytes);
    expect(await readShard(localStorage, place, shardOf(0))).toBe('damaged');
  });

  test.each([0, 10, 300, 800])('is noticed where it ends after %i bytes', async (length) => {
    const file = await onlyFile();
    await writeFile(file, (await readFile(file)).subarray(0, length));
    expect(await readShard(localStorage, place, shardOf(0))).toBe('damaged');
  });

  test('is noticed where it has the name of another one', async () => {
    const file = await onlyFile();
    await rename(file, file.replace('0-of-4', '1-of-4'));
    expect(await readShard(localStorage, place, shardOf(1))).toBe('damaged');
    await rename(file.replace('0-of-4', '1-of-4'), file.replace(REVISION, '6000-a1b2c3d4'));
    expect(await readShard(localStorage, place, shardOf(0, 4, '6000-a1b2c3d4'))).toBe('damaged');
  });

  test('is replaced by the next one that is put', async () => {
    await writeFile(await onlyFile(), 'no shard');
    await putShard(localStorage, place, shardOf(0), [block(3)]);
    expect(await readShard(localStorage, place, shardOf(0))).toEqual([block(3)]);
  });
});

describe('which shards are there', () => {
  const put = async (...shards: Parameters<typeof shardOf>[]) => {
    for (const shard of shards) await putShard(localStorage, place, shardOf(...shard), []);
  };
  const set = () => bestSet(localStorage, place, REVISION);

  test('all of them, in any order, among other files', async () => {
    await put([2, 3], [0, 3], [1, 3], [0, 5], [0, 9, 'other-revision']);
    await writeFile(join(place, 'README'), 'by others');
    await writeFile(join(place, `${REVISION}.1-of-9.v1.shard.6d1f-being-written`), '');
    expect(await set()).toEqual({ of: 3, missing: [] });
  });

  test('missing ones are named, of the set that lacks least', async () => {
    await put([0, 12], [5, 12], [0, 6], [1, 6], [3, 6], [4, 6]);
    expect(await set()).toEqual({ of: 6, missing: [2, 5] });
    await put([5, 6]);
    expect(await set()).toEqual({ of: 6, missing: [2] });
  });

  test('those of another state of the job, or of another version, are none', async () => {
    await mkdir(place);
    await expect(set()).rejects.toThrow(/^There is no shard of the job as it is now\.$/);
    await put([0, 1, 'other-revision']);
    await writeFile(join(place, `${REVISION}.0-of-1.v0.shard`), '');
    await expect(set()).rejects.toThrow(
      'There is no shard of the job as it is now. What is there (2) is of another job or state of it, or of another version.',
    );
  });

  test('a place that does not exist is said', async () => {
    await expect(set()).rejects.toThrow(/shards does not exist/);
  });
});

test('consecutive shards are named together', () => {
  expect(namedShards([0, 1, 2, 7, 9, 10], 40)).toBe('Shards 0-2, 7, 9-10 of 40 are');
  expect(namedShards([7], 40)).toBe('Shard 7 of 40 is');
});

test('what is missing and what is damaged is said together, with the command that makes it', () => {
  const command = 'salient survey JOB --shard I --of 9 --out /shards, then collect again.';
  expect(wantedShards({ of: 9, missing: [1, 7, 8] }, [2, 4], '/shards')).toBe(
    `Shards 1, 7-8 of 9 are missing. Shards 2, 4 of 9 are damaged. Make each of them with ${command}`,
  );
  expect(wantedShards({ of: 9, missing: [] }, [0, 3], '/shards')).toBe(
    `Shards 0, 3 of 9 are damaged. Make each of them with ${command}`,
  );
  expect(wantedShards({ of: 4, missing: [3] }, [], 's3://bucket/shards')).toBe(
    'Shard 3 of 4 is missing. Make it with salient survey JOB --shard 3 --of 4 --out s3://bucket/shards, then collect again.',
  );
  expect(wantedShards({ of: 4, missing: [] }, [], '/shards')).toBeNull();
});
