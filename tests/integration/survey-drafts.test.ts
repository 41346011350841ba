import { appendFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { MappedPairs } from '../../lib/job/mapped-pairs';
import { CELLS } from '../../lib/sketch/sketch';
import { localStorage } from '../../lib/storage/local';
import { encodeBlock, MAP_STATE } from '../../lib/survey/survey-block';
import { SurveyService } from '../../lib/survey/survey-service';
import { random } from '../support/random';
import { temporaryDirectory } from '../support/runs';

const EXPLAINERS = 40;
const SAMPLES = 300;
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
  const draft = await service.agreement('job', { ...query, key: 'draft', isDraft: true });
  expect([draft.isDraft, draft.pairs[0].rho.n]).toEqual([true, DRAFT]);
  expect(await service.explainers('job', { ...query, key: 'draft', isDraft: true })).toMatchObject({ isDraft: true });
  const whole = await service.agreement('job', { ...query, key: 'whole', isDraft: false });
  expect([whole.isDraft, whole.pairs[0].rho.n]).toEqual([false, SAMPLES]);
  await service.close('job');
});

test('a draft of all pairs is none', async () => {
  const service = await surveyed();
  const query = { pairs, explainers: 4, key: 'few', isDraft: true };
  const { isDraft, pairs: found } = await service.agreement('job', query);
  expect([isDraft, found[0].rho.n]).toEqual([false, SAMPLES]);
  await service.close('job');
});
