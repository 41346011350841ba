import { expect, test } from 'vitest';
import { faultsOf } from './bounds';
import { HOSTILE_JOBS } from './jobs';
import { measure } from './measure';

/* A few hostile jobs together, and what they may cost: the short form of `npm run test:hostile`. How long answers take is not asked. */

const MEGABYTES = 64;
const PATIENCE_MS = 180_000;
const NAMES = [
  'ten megabytes of labels',
  'ground truth label by label',
  'maps of every explainer for a thousand labels',
  'maps of two hundred explainers',
  'a hundred thousand boxes',
  'names with controls',
  'zeros',
  'heatmap: a picture cut off',
];

test('hostile jobs leave the neighbours, the memory and the open files alone, and let the server stop', {
  timeout: PATIENCE_MS,
  skip: process.platform !== 'linux',
}, async () => {
  const jobs = new Map([...HOSTILE_JOBS].filter(([name]) => NAMES.includes(name)));
  expect(jobs.size).toBe(NAMES.length);
  const measured = await measure(jobs, { flags: ['--memory', String(MEGABYTES)], rounds: 1, isThorough: false });
  const untimed = { ...measured, waits: {}, stop: 0 };
  expect(faultsOf(untimed, MEGABYTES * 2 ** 20)).toEqual([]);
  expect(Object.values(measured.waits).filter((ms) => !Number.isFinite(ms))).toEqual([]);
});
