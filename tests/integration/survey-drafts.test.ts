import { appendFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { MappedPairs } from '../../lib/job/mapped-pairs';
import { fromJson } from '../../lib/json';
import { CELLS } from '../../lib/sketch/sketch';
import { localStorage } from '../../lib/storage/local';
import { encodeBlock, MAP_STATE } from '../../lib/survey/survey-block';
import { SurveyService } from '../../lib/survey/survey-service';
import { random } from '../support/random';
import { temporaryDirectory } from '../support/runs';

const EXPLAINERS = 40;
const SAMPLES = 300;
const NAMES = Array.from({ length: EXPLAINERS }, (_, k) => `Explainer ${k}`);
/** 200,000 comparisons over 40 × 39 / 2 pairs of explainers. */
const DRAFT = 256;

/** A surveyed job of many explainers, one label a sample. */
async function surveyed() {
  const path = `${await temporaryDirectory()}/a.survey`;
  const next = random(1);
  const numbers = { border: 0.25, gini: 0.5, spread: 0.125, inside: Number.NaN, checksum: 7 };
  for (let id = 0; id < SAMPLES; id++) {
    const maps = Array.from({ length: EXPLAINERS }, (_, explainer) => ({
      ...{ explainer, state: MAP_STATE.counted, isLossy: false },
      ...numbers,
    }));
    const pair = { label: 0, area: Number.NaN, rho: 0, iou: 0, overlap: 0, maps };
    const sketches = Uint8Array.from({ length: EXPLAINERS * CELLS }, () => 256 * next());
    await appendFile(path, encodeBlock('generation', [{ id, mark: 1, pairs: [pair] }], sketches));
  }
  const none = async () => {
    throw new Error('Nothing is to be read.');
  };
  const service = new SurveyService(localStorage, none, none);
  await service.open('job', path, 'generation');
  return service;
}

const pairs: MappedPairs = {
  ids: Int32Array.from({ length: SAMPLES }, (_, id) => id),
  labels: new Int32Array(SAMPLES),
  types: new Uint8Array(SAMPLES),
  matches: new Uint8Array(SAMPLES).fill(1),
  marks: new Uint32Array(SAMPLES).fill(1),
  expected: new Float32Array(SAMPLES).fill(EXPLAINERS),
};

test('a draft is of fewer pairs, and says so', async () => {
  const service = await surveyed();
  const query = { pairs, explainers: EXPLAINERS };
  const draft = await service.agreement('job', { ...query, key: 'draft', isDraft: true }, NAMES);
  expect([draft.isDraft, fromJson(draft.json)[0].rho.n]).toEqual([true, DRAFT]);
  const { pairs: ofExplainers } = await service.explainers('job', { ...query, key: 'draft', isDraft: true }, NAMES);
  expect(ofExplainers.isDraft).toBe(true);
  const whole = await service.agreement('job', { ...query, key: 'whole', isDraft: false }, NAMES);
  expect([whole.isDraft, fromJson(whole.json)[0].rho.n]).toEqual([false, SAMPLES]);
  await service.close('job');
});

test('a draft of all pairs is none', async () => {
  const service = await surveyed();
  const query = { pairs, explainers: 4, key: 'few', isDraft: true };
  const { isDraft, json } = await service.agreement('job', query, NAMES);
  expect([isDraft, fromJson(json)[0].rho.n]).toEqual([false, SAMPLES]);
  await service.close('job');
});

test('names that would repeat in each pair without end are refused before anything is counted', async () => {
  const service = await surveyed();
  const query = { pairs, explainers: EXPLAINERS, key: 'long', isDraft: true };
  const names = Array.from({ length: 200 }, (_, k) => `${k}`.padEnd(512, '\u0001'));
  await expect(service.agreement('job', query, names)).rejects.toThrow('the names of 200 explainers in pairs');
  await expect(service.explainers('job', query, names)).rejects.toThrow('the names of 200 explainers in pairs');
  await service.close('job');
});
