import { createHash } from 'node:crypto';
import { appendFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { UNREADABLE } from '../../../lib/job/match-samples';
import { atOnce } from '../../../lib/slices';
import { localStorage } from '../../../lib/storage/local';
import { PictureHashes } from '../../../lib/survey/picture-hashes';
import { temporaryDirectory } from '../../support/runs';

const hashOf = (content: string) => createHash('sha256').update(content).digest().readBigUInt64LE(0);
const marks = (...ids: number[]) => ({ ids: Int32Array.from(ids), marks: Uint32Array.from(ids, (id) => id + 100) });
const picture = (id: number, recorded: bigint | null = null) => ({ id, mark: id + 100, path: `${id}.png`, recorded });

async function directory() {
  const root = await temporaryDirectory();
  for (const id of [1, 2, 3]) await writeFile(join(root, `${id}.png`), `picture ${id}`);
  const path = join(root, 'job.pictures');
  const open = (generation = 'abc') => PictureHashes.open(localStorage, path, generation);
  return { root, path, open };
}

test('hashes are of the file, or those that were recorded, and are kept', async () => {
  const { root, open } = await directory();
  const hashes = await open();
  expect([...atOnce(hashes.missing(marks(1, 2, 3, 4)))]).toEqual([1, 2, 3, 4]);
  await hashes.add(root, [picture(1), picture(2, 77n), picture(4)]);
  const expected = [hashOf('picture 1'), 77n, 0n];
  expect([...atOnce(hashes.of(marks(1, 2, 3, 4)))]).toEqual([...expected, UNREADABLE]);
  // A file that is missing is not looked for again in this session, but in the next one.
  expect([...atOnce(hashes.missing(marks(1, 2, 3, 4)))]).toEqual([3]);
  const again = await open();
  expect([...atOnce(again.of(marks(1, 2, 3, 4)))]).toEqual([...expected, 0n]);
  expect([...atOnce(again.missing(marks(1, 2, 3, 4)))]).toEqual([3, 4]);
});

test('a sample that was recorded again is hashed again', async () => {
  const { root, open } = await directory();
  const hashes = await open();
  await hashes.add(root, [picture(1)]);
  const later = { ids: Int32Array.of(1), marks: Uint32Array.of(500) };
  expect([...atOnce(hashes.missing(later))]).toEqual([1]);
  expect([...atOnce(hashes.of(later))]).toEqual([0n]);
});

test('what was damaged or cut off is hashed again, and the rest is kept', async () => {
  const { root, path, open } = await directory();
  const hashes = await open();
  await hashes.add(root, [picture(1)]);
  const first = (await readFile(path)).length;
  await hashes.add(root, [picture(2)]);
  await hashes.add(root, [picture(3)]);
  const bytes = await readFile(path);
  bytes[first + 60] ^= 1;
  await writeFile(path, bytes);
  expect([...atOnce((await open()).missing(marks(1, 2, 3)))]).toEqual([2]);
  await truncate(path, bytes.length - 3);
  await appendFile(path, 'half a block');
  expect([...atOnce((await open()).missing(marks(1, 2, 3)))]).toEqual([2, 3]);
});

test('hashes of another job at the same path are deleted', async () => {
  const { root, path, open } = await directory();
  await (await open()).add(root, [picture(1)]);
  expect([...atOnce((await open('other')).missing(marks(1)))]).toEqual([1]);
  await expect(readFile(path)).rejects.toThrow('ENOENT');
});

test('a large original is hashed in parts: it is never in memory as a whole', async () => {
  const { root, open } = await directory();
  const content = Buffer.alloc(5 * 2 ** 20 + 3, 'picture');
  await writeFile(join(root, '4.png'), content);
  await writeFile(join(root, '5.png'), '');
  await truncate(join(root, '5.png'), 300 * 2 ** 20);
  const whole = vi.spyOn(localStorage, 'readInside');
  const hashes = await open();
  await hashes.add(root, [picture(4), picture(5)]);
  expect(Math.max(...whole.mock.calls.map(([, , most]) => most))).toBe(2 ** 20);
  expect([...atOnce(hashes.of(marks(4, 5)))]).toEqual([
    createHash('sha256').update(content).digest().readBigUInt64LE(0),
    UNREADABLE,
  ]);
  whole.mockRestore();
});
