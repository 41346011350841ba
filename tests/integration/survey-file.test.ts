import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { CELLS } from '../../lib/sketch/sketch';
import { localStorage } from '../../lib/storage/local';
import { Survey } from '../../lib/survey/survey';
import { encodeBlock, MAP_STATE } from '../../lib/survey/survey-block';
import { temporaryDirectory } from '../support/runs';
import { WatchedStorage } from '../support/watched-storage';

const GENERATION = 'generation';

/** Samples in each block: blocks follow others of their length, shorter ones, longer ones, and the end comes in between. */
const BLOCKS = [16, 16, 16, 1, 40, 40, 16, ...Array.from({ length: 120 }, () => 16), 3];
const EXPLAINERS = 5;

/** A block of samples from `first` on, the sketches of each filled with a byte of its own. */
function blockOf(first: number, count: number): Uint8Array<ArrayBuffer> {
  const numbers = { border: 0.25, gini: 0.5, spread: 0.125, inside: Number.NaN, checksum: 7 };
  const samples = Array.from({ length: count }, (_, k) => ({
    id: first + k,
    mark: 1 + first + k,
    pairs: [
      {
        ...{ label: 3, area: Number.NaN, rho: (first + k) / 4_096, iou: 0.1, overlap: 0.5 },
        maps: Array.from({ length: EXPLAINERS }, (_, explainer) => ({
          ...{ explainer, state: MAP_STATE.counted, isLossy: false },
          ...numbers,
        })),
      },
    ],
  }));
  const sketches = new Uint8Array(count * EXPLAINERS * CELLS);
  for (let k = 0; k < count; k++)
    sketches.fill((first + k) % 251, k * EXPLAINERS * CELLS, (k + 1) * EXPLAINERS * CELLS);
  return encodeBlock(GENERATION, samples, sketches);
}

/** A survey on disk, and where each of its blocks begins. */
async function written() {
  const path = `${await temporaryDirectory()}/a.survey`;
  const starts: number[] = [];
  let samples = 0;
  let bytes = Buffer.alloc(0);
  for (const count of BLOCKS) {
    starts.push(bytes.length);
    bytes = Buffer.concat([bytes, blockOf(samples, count)]);
    samples += count;
  }
  await writeFile(path, bytes);
  return { path, starts, samples };
}

async function opened(path: string) {
  const survey = await Survey.open(localStorage, path, GENERATION);
  const idOf = (sample: number) => survey.table.pairOf(sample, 3);
  return { survey, idOf };
}

test('blocks of any lengths are found again, with their sketches', async () => {
  const { path, samples } = await written();
  const { survey, idOf } = await opened(path);
  expect(survey.table.maps.length).toBe(samples * EXPLAINERS);
  for (let sample = 0; sample < samples; sample++) {
    const pair = idOf(sample);
    expect(survey.table.pairs.column.rho[pair]).toBe(sample / 4_096);
    const sketches = await survey.file.sketches([survey.table.mapOf(pair, 2)]);
    expect([...new Set(sketches)]).toEqual([sample % 251]);
  }
  await survey.close();
});

test('a damaged block is passed over, wherever it is', async () => {
  for (const damaged of [0, 3, 4, 60, BLOCKS.length - 1]) {
    const { path, starts, samples } = await written();
    const bytes = await readFile(path);
    bytes[starts[damaged] + 60] ^= 1;
    await writeFile(path, bytes);
    const { survey, idOf } = await opened(path);
    const first = BLOCKS.slice(0, damaged).reduce((sum, count) => sum + count, 0);
    const missing = Array.from({ length: samples }, (_, sample) => sample).filter((sample) => idOf(sample) === -1);
    expect(missing).toEqual(Array.from({ length: BLOCKS[damaged] }, (_, k) => first + k));
    await survey.close();
  }
});

test('what looks like the beginning of a block in the sketches of a damaged one is not read again each time', async () => {
  const { path } = await written();
  const text = 'SALSURV'.repeat(100_000);
  await writeFile(path, Buffer.concat([blockOf(0, 16), Buffer.from(text, 'latin1'), blockOf(16, 16)]));
  const storage = new WatchedStorage();
  const survey = await Survey.open(storage, path, GENERATION);
  expect(survey.table.maps.length).toBe(32 * EXPLAINERS);
  expect(storage.readings.length).toBeLessThan(200);
  await survey.close();
});

test('what is appended to a survey that was opened is found after it is opened again', async () => {
  const { path, samples } = await written();
  const { survey } = await opened(path);
  const block = blockOf(samples, 2);
  await survey.add(Promise.resolve([{ block, failures: [] }]));
  await survey.close();
  const again = await opened(path);
  expect(again.idOf(samples + 1)).not.toBe(-1);
  await again.survey.close();
});

test('a survey that is closed while a block is appended stays closed', async () => {
  const path = `${await temporaryDirectory()}/a.survey`;
  const storage = new WatchedStorage();
  const survey = await Survey.open(storage, path, GENERATION);
  const adding = survey.add(Promise.resolve([{ block: blockOf(0, 16), failures: [] }]));
  await survey.close();
  await adding;
  expect((await readFile(path)).length).toBeGreaterThan(0);
  expect(storage.calls.filter(({ method }) => method === 'open')).toHaveLength(1); // when it was looked for
});
