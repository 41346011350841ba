import { readFile, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { BlockCache } from '../../../lib/storage/block-cache';
import { localStorage } from '../../../lib/storage/local';
import { ObjectStorage } from '../../../lib/storage/object-storage';
import { placeOf } from '../../../lib/storage/store-path';
import { TestClock } from '../../support/clock';
import { MemoryObjects } from '../../support/memory-objects';
import { temporaryDirectory } from '../../support/runs';

const MB = 2 ** 20;

let objects: MemoryObjects;
let clock: TestClock;
let storage: ObjectStorage;

function newStorage(cache = new BlockCache(localStorage, null)): ObjectStorage {
  return new ObjectStorage('', objects, cache, () => clock.now());
}

/** Bytes that differ from place to place. */
function content(length: number, seed = 1): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let k = 0; k < length; k++) bytes[k] = (k * 7 + (k >> 10) * seed + seed) & 255;
  return bytes;
}

beforeEach(() => {
  objects = new MemoryObjects();
  clock = new TestClock();
  storage = newStorage();
});

describe('paths', () => {
  test.each(['s3://', 's3:///key', 's3://b/a//c', 's3://b/../c', 's3://b/./c', '/b/c', 'x/s3://b'])(
    '%s is refused',
    (path) => {
      expect(() => placeOf(path)).toThrow(/is not a valid file name/);
    },
  );

  test('a directory may end with a slash, and be a whole bucket', async () => {
    expect(placeOf('s3://bucket/a/b/')).toEqual({ bucket: 'bucket', key: 'a/b' });
    expect(await storage.resolve('s3://bucket/')).toBe('s3://bucket');
    expect(await storage.resolve('s3://bucket/runs/')).toBe('s3://bucket/runs');
  });

  test('nothing that a job records leads out of its directory', async () => {
    objects.put('secret.png', 'secret');
    objects.put('run/a/b.png', 'picture');
    for (const path of ['../secret.png', 'a/../../secret.png', '..'])
      await expect(storage.readInside('s3://b/run', path, MB)).rejects.toMatchObject({ fault: 'outside' });
    expect(objects.requests).toEqual([]);
    for (const path of ['a/b.png', './a/b.png', '/a/b.png', 'a//b.png', 'x/../a/b.png'])
      expect(await storage.readInside('s3://b/run', path, MB)).toEqual(new TextEncoder().encode('picture'));
  });
});

describe('a listing', () => {
  test('has the directories and files of one level, with the metadata of files', async () => {
    objects.put('runs/a/x', '1');
    objects.put('runs/a/y/z', '1');
    objects.put('runs/file', 'four');
    objects.put('other', '1');
    expect(await storage.list('s3://b/runs')).toEqual([
      { name: 'a', kind: 'directory' },
      { name: 'file', kind: 'file', stat: expect.objectContaining({ size: 4, identity: 's3://b/runs/file' }) },
    ]);
    expect(objects.counts()).toEqual({ list: 1, head: 0, get: 0 });
  });

  test('leaves out keys that are no paths, and goes on after a thousand', async () => {
    for (const key of ['runs/', 'runs//x', 'runs/../x', 'runs/./x', 'runs/.', 'runs/a\0b', 'runs/a\0b/x'])
      objects.put(key, '');
    for (let k = 0; k < 1500; k++) objects.put(`runs/f${k}`, '');
    const entries = await storage.list('s3://b/runs');
    expect(entries.map(({ name }) => name).every((name) => /^f\d+$/.test(name))).toBe(true);
    expect(entries).toHaveLength(1500);
    expect(objects.counts().list).toBe(2);
  });
});

describe('a file', () => {
  test('is read in the version of the last look, and says when there is another', async () => {
    objects.put('f', content(3000));
    const file = await storage.open('s3://b/f');
    expect((await file.stat()).size).toBe(3000);
    objects.put('f', content(4000));
    const target = new Uint8Array(5000);
    await expect(file.read(target, 0)).rejects.toMatchObject({
      fault: 'replaced',
      message: expect.stringContaining('s3://b/f'),
    });
    expect((await file.stat()).size).toBe(4000);
    expect(await file.read(target, 0)).toBe(4000);
    expect(target.subarray(0, 4000)).toEqual(content(4000));
  });

  test('keeps its identity when it is rewritten, and changes its version even with the same size and time', async () => {
    objects.put('f', 'one');
    const before = await storage.stat('s3://b/f');
    objects.put('f', 'two');
    const after = await storage.stat('s3://b/f');
    expect(after).toEqual({ ...before, version: after.version });
    expect(after.version).not.toBe(before.version);
  });

  test('is read ahead in large steps when it is read from start to end', async () => {
    const bytes = content(40 * MB);
    objects.put('f', bytes);
    const file = await storage.open('s3://b/f');
    objects.counts();
    const read = new Uint8Array(bytes.length);
    for (let at = 0, filled = -1; filled !== 0; at += filled)
      filled = await file.read(read.subarray(at, at + MB + 17), at);
    expect(Buffer.compare(read, bytes)).toBe(0);
    expect(objects.counts()).toEqual({ list: 0, head: 0, get: 6 });
  });

  test('costs what is new when only its end is read', async () => {
    objects.put('f', content(30 * MB));
    const file = await storage.open('s3://b/f');
    objects.counts();
    const target = new Uint8Array(MB);
    expect(await file.read(target, 30 * MB - 5000)).toBe(5000);
    expect(objects.requests.map(({ bytes }) => bytes)).toEqual([5000]);
    expect(await file.read(target, 30 * MB)).toBe(0);
    expect(objects.counts().get).toBe(1);
  });

  test('ranges are read in blocks, side by side in one request, and once', async () => {
    const bytes = content(20 * MB + 300);
    objects.put('f', bytes);
    const file = await storage.open('s3://b/f');
    objects.counts();
    const ranges = [0, 1, 2, 3, 9, 10, 20].flatMap((block) => [
      { position: block * MB + 100, length: 150 },
      { position: block * MB + MB - 10, length: 20 },
    ]);
    const expected = ranges.map(({ position, length }) => bytes.slice(position, position + length));
    const read = await file.readRanges(ranges);
    expect(read.map((part) => Buffer.from(part))).toEqual(expected.map((part) => Buffer.from(part)));
    expect(objects.counts().get).toBe(3); // blocks 0 to 4, 9 to 11, 20
    await file.readRanges(ranges.toReversed());
    expect(objects.counts().get).toBe(0);
  });

  test('a record that is read to see whether the file is the same is read once', async () => {
    objects.put('f', content(3 * MB));
    const file = await storage.open('s3://b/f');
    objects.counts();
    for (let k = 0; k < 3; k++)
      expect(await file.readRanges([{ position: 2 * MB, length: 300 }])).toEqual([
        content(3 * MB).slice(2 * MB, 2 * MB + 300),
      ]);
    expect(objects.requests.map(({ bytes }) => bytes)).toEqual([300]);
    expect(await file.readRanges([{ position: 4 * MB, length: 300 }])).toEqual([new Uint8Array(0)]);
  });

  test('that is empty can be read', async () => {
    objects.put('f', '');
    const file = await storage.openInside('s3://b', 'f');
    expect((await file.stat()).size).toBe(0);
    expect(await file.read(new Uint8Array(10), 0)).toBe(0);
  });

  test('that does not exist is not opened', async () => {
    await expect(storage.open('s3://b/f')).rejects.toMatchObject({ fault: 'not-found' });
    await expect(storage.openInside('s3://b', 'f')).rejects.toMatchObject({ fault: 'not-found' });
    expect(await storage.statAll(['s3://b/f'])).toEqual([expect.objectContaining({ fault: 'not-found' })]);
  });
});

describe('a picture', () => {
  async function read(from = storage): Promise<Uint8Array> {
    const file = await from.openInside('s3://b/run', 'p.png');
    const { size } = await file.stat();
    const target = new Uint8Array(size);
    expect(await file.read(target, 0)).toBe(size);
    return target;
  }

  test('is one request, and none for a minute', async () => {
    objects.put('run/p.png', content(90_000));
    expect(await read()).toEqual(content(90_000));
    expect(objects.counts()).toEqual({ list: 0, head: 0, get: 1 });
    await read();
    expect(objects.counts()).toEqual({ list: 0, head: 0, get: 0 });
    clock.advance(61_000);
    await read();
    expect(objects.counts()).toEqual({ list: 0, head: 1, get: 0 });
    objects.put('run/p.png', content(80_000, 2));
    clock.advance(61_000);
    expect(await read()).toEqual(content(80_000, 2));
  });

  test('that is large is read as a whole, also when it is replaced meanwhile', async () => {
    objects.put('run/p.png', content(6 * MB));
    let isReplaced = false;
    objects.before = () => {
      if (!isReplaced && objects.requests.length === 2) {
        isReplaced = true;
        objects.put('run/p.png', content(5 * MB, 3));
      }
    };
    const whole = await storage.readInside('s3://b/run', 'p.png', 64 * MB);
    expect(Buffer.compare(whole, content(5 * MB, 3))).toBe(0);
    await expect(storage.readInside('s3://b/run', 'p.png', MB)).rejects.toMatchObject({ fault: 'too-large' });
  });
});

describe('the cache on disk', () => {
  const RANGES = [
    { position: 100, length: 50 },
    { position: 5 * MB, length: 50 },
  ];

  test('serves another process, and only the same version of the same object', async () => {
    const directory = await temporaryDirectory();
    const cache = () => new BlockCache(localStorage, { directory, maxBytes: 100 * MB });
    const first = cache();
    objects.put('f', content(8 * MB));
    await (await newStorage(first).open('s3://b/f')).readRanges(RANGES);
    await first.written();
    objects.counts();
    const read = await (await newStorage(cache()).open('s3://b/f')).readRanges(RANGES);
    expect(objects.counts()).toEqual({ list: 0, head: 1, get: 0 });
    expect(read.map((part) => Buffer.from(part))).toEqual(
      RANGES.map(({ position }) => Buffer.from(content(8 * MB).slice(position, position + 50))),
    );
    objects.put('f', content(8 * MB, 2));
    const third = cache();
    await (await newStorage(third).open('s3://b/f')).readRanges(RANGES);
    expect(objects.counts().get).toBe(2);
    await third.written();
  });

  test.each([
    ['a bit', (file: Buffer) => file.fill(file[500] ^ 1, 500, 501)],
    ['all of it, as after a loss of power,', (file: Buffer) => file.fill(0)],
  ])('is read from the store again where %s was changed on the disk', async (_, damage) => {
    const directory = await temporaryDirectory();
    const first = new BlockCache(localStorage, { directory, maxBytes: 100 * MB });
    objects.put('f', content(8 * MB));
    await (await newStorage(first).open('s3://b/f')).readRanges(RANGES);
    await first.written();
    const paths = (await localStorage.list(directory)).map(({ name }) => `${directory}/${name}`);
    for (const path of paths) await writeFile(path, damage(await readFile(path)));
    const again = () => new BlockCache(localStorage, { directory, maxBytes: 100 * MB });
    const second = again();
    const read = await (await newStorage(second).open('s3://b/f')).readRanges(RANGES);
    expect(read[0]).toEqual(content(8 * MB).slice(100, 150));
    await second.written();
    objects.counts();
    await (await newStorage(again()).open('s3://b/f')).readRanges(RANGES);
    expect(objects.counts().get).toBe(0);
  });

  test('is bounded', async () => {
    const directory = await temporaryDirectory();
    const cache = new BlockCache(localStorage, { directory, maxBytes: 8 * MB });
    for (let k = 0; k < 30; k++) {
      cache.put(BlockCache.nameOf('f', String(k)), 0, content(MB, k));
      await cache.written();
    }
    const entries = await localStorage.list(directory);
    expect(entries.length).toBeLessThanOrEqual(9);
    expect(entries.length).toBeGreaterThanOrEqual(6);
  });

  test('that cannot be written changes nothing', async () => {
    const directory = await temporaryDirectory();
    await writeFile(`${directory}/file`, '');
    const cache = new BlockCache(localStorage, { directory: `${directory}/file/blocks`, maxBytes: MB });
    objects.put('f', content(8 * MB));
    const file = await newStorage(cache).open('s3://b/f');
    await file.readRanges(RANGES);
    await cache.written();
    await file.readRanges(RANGES);
    expect(objects.counts().get).toBe(2);
  });
});
