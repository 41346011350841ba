import sharp from 'sharp';
import { expect, test } from 'vitest';
import { type Storage, StorageError } from '../../../lib/storage/storage';
import { inTurnOf, leaveTurn, newLargeTurn } from '../../../lib/survey/large-turn';
import { MapFiles } from '../../../lib/survey/map-files';
import { until } from '../../support/until';

const LARGE_BYTES = 5 * 2 ** 20;

/** A storage that serves `sizes` bytes by path; reads are answered by hand. */
function storageOf(sizes: Readonly<Record<string, number>>) {
  const reading: { path: string; answer: () => void }[] = [];
  const readInside = (_: string, path: string, maxBytes: number) =>
    new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => {
      if (sizes[path] > maxBytes) reject(new StorageError('too-large', path));
      else reading.push({ path, answer: () => resolve(new Uint8Array(sizes[path])) });
    });
  return { storage: { readInside } as unknown as Storage, reading };
}

test('of all threads, one at a time reads a large file; small ones are read meanwhile', async () => {
  const { storage, reading } = storageOf({ 'a.png': LARGE_BYTES, 'b.png': LARGE_BYTES, 'small.png': 9 });
  const turn = newLargeTurn();
  const [one, other] = [1, 2].map((thread) => new MapFiles(storage, inTurnOf(turn, thread)));
  const paths = () => reading.map(({ path }) => path);
  const first = one.checksum('', 'a.png');
  await until(() => paths().length === 1);
  const second = other.checksum('', 'b.png');
  const small = other.checksum('', 'small.png');
  await until(() => paths().length === 2);
  expect(paths()).toEqual(['a.png', 'small.png']);
  for (const { answer } of reading) answer();
  expect(await first).not.toBe(0);
  expect(await small).not.toBe(0);
  await until(() => paths().length === 3);
  reading[2].answer();
  expect(await second).not.toBe(0);
});

test('a large picture in a small file waits for its turn, and is then decoded', async () => {
  const content = await sharp({ create: { width: 2_000, height: 1_500, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  const turn = newLargeTurn();
  const storage = { readInside: async () => content } as unknown as Storage;
  let hasBegun = () => {};
  const others = inTurnOf(turn, 7)(() => new Promise<void>((resolve) => (hasBegun = resolve)));
  let isRead = false;
  let checksum = 0;
  const read = new MapFiles(storage, inTurnOf(turn, 1))
    .read('', 'a.png', (found) => {
      checksum = found;
    })
    .then((map) => {
      isRead = true;
      return map;
    });
  await until(() => checksum !== 0);
  expect(isRead).toBe(false);
  hasBegun();
  await others;
  expect((await read).levels?.width).toBe(2_000);
});

test('the turn of a thread that died is over, and nobody else can end it', async () => {
  const turn = newLargeTurn();
  void inTurnOf(turn, 1)(() => new Promise(() => {}));
  await until(() => turn[0] === 1);
  let hasBegun = false;
  const next = inTurnOf(
    turn,
    2,
  )(async () => {
    hasBegun = true;
  });
  leaveTurn(turn, 2);
  expect([turn[0], hasBegun]).toEqual([1, false]);
  leaveTurn(turn, 1);
  await next;
  expect(turn[0]).toBe(0);
});

test('a turn ends when what was done in it fails', async () => {
  const turn = newLargeTurn();
  const inTurn = inTurnOf(turn, 1);
  await expect(
    inTurn(async () => {
      throw new Error('broken');
    }),
  ).rejects.toThrow('broken');
  expect(await inTurn(async () => turn[0])).toBe(1);
});
