import { expect, test } from 'vitest';
import { EventFields } from '../../../lib/event/event';
import { openUpTo } from '../../../lib/job/at-threshold';
import { foldEvent } from '../../../lib/job/fold';
import {
  MAX_COUNTERFACTUAL_BYTES,
  MAX_EXPLAINERS,
  MAX_LABEL_NAME_LENGTH,
  MAX_LABELS,
  MAX_LABELS_BEYOND,
  MAX_LABELS_PER_SAMPLE,
  MAX_LAYERS,
  MAX_MAPS_PER_SAMPLE,
  MAX_RECORDS_PER_SAMPLE,
  MAX_SAMPLE_BYTES,
  MAX_SCORES,
} from '../../../lib/job/limits';
import { FoldedJob, fold } from '../../support/fold';

/* Files that hold far more of something than a run writes. What came first is kept, the rest is a problem of the job. */

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
const image = (sampleId: number) => ({ sampleId, imagePath: `${sampleId}.jpg` });

test('explainers beyond the limit are omitted with their maps', () => {
  const folded = fold(image(0));
  for (const i of upTo(MAX_EXPLAINERS + 500)) {
    folded.add({ sampleId: 0, explanations: [{ explainer: `explainer ${i}`, label: 0, path: `${i}.png` }] });
  }
  expect(folded.job.explainers.list).toHaveLength(MAX_EXPLAINERS);
  expect(folded.sample(0).maps).toHaveLength(MAX_EXPLAINERS);
  expect(folded.job.problems.list[0]).toMatchObject({ code: 'too-many' });
  expect(folded.job.problems.count).toBe(500);
});

test('label names beyond the limit are left out, however they come', () => {
  const { job } = fold({ metadata: { labels: upTo(MAX_LABELS + 10_000).map(String) } });
  expect(job.labelNames).toHaveLength(MAX_LABELS);
  expect(job.problems.list).toMatchObject([{ code: 'too-many' }]);
});

test('label names have a limit of all their characters, too: what comes first is kept', () => {
  const long = 'x'.repeat(512);
  const { job } = fold({ metadata: { labels: upTo(10_000).map((label) => `${long}${label}`.slice(-512)) } });
  expect(job.labelNames).toHaveLength(Math.floor(MAX_LABEL_NAME_LENGTH / 512));
  expect(job.problems.list).toMatchObject([{ code: 'too-many', message: expect.stringContaining('characters') }]);
});

test('metadata that is repeated adds only what is new', () => {
  const folded = new FoldedJob([]);
  for (const i of upTo(300)) folded.add({ metadata: { labels: [...upTo(500).map(String), `new ${i}`] } });
  expect(folded.job.labelNames).toHaveLength(800);
});

test('labels of a sample beyond the limit are omitted, in one event or in many', () => {
  const { job } = fold(image(0), {
    sampleId: 0,
    inference: { predictedLabel: upTo(5000), predictedProb: upTo(5000).map(() => 0.9) },
  });
  expect(job.samples.column.labelCount[0]).toBe(MAX_LABELS_PER_SAMPLE);
  expect(job.problems.count).toBe(5000 - MAX_LABELS_PER_SAMPLE);
  expect(job.firstMention.size).toBe(MAX_LABELS_PER_SAMPLE);
});

test('of labels that cannot have a name few are kept, because maps find chosen numbers slowly', () => {
  const labels = upTo(2 * MAX_LABELS_BEYOND).map((i) => MAX_LABELS + 7 * i);
  const { job } = fold(image(0), { sampleId: 0, truth: [...labels.slice(0, 900), 3] });
  expect(job.firstMention.size).toBe(1 + MAX_LABELS_BEYOND);
  expect(job.labels.length).toBe(1 + MAX_LABELS_BEYOND);
  expect(job.problems.list[0]).toMatchObject({ code: 'too-many', message: expect.stringContaining('from 50000 on') });
});

test('runners-up that cannot have a name are not counted, and those that are kept bound no others then', () => {
  const runnersUp = { runnerUpLabel: [2, MAX_LABELS, 3], runnerUpProb: [0.3, 0.2, 0.1] };
  const { job } = fold({ ...image(0), truth: [1], inference: { truthProb: [0.9], ...runnersUp } });
  expect([...job.runnersUp.column.label.subarray(0, job.runnersUp.length)]).toEqual([2, 3]);
  expect(openUpTo(job, 0)).toBe(Number.POSITIVE_INFINITY);
});

test('many labels of a sample are found for each explainer', () => {
  const labels = upTo(300).reverse();
  const events = ['A', 'B', 'C'].map((explainer) => ({
    sampleId: 0,
    explanations: labels.map((label) => ({ explainer, label, path: `${explainer}${label}.png` })),
  }));
  const folded = fold(image(0), ...events);
  expect(folded.sample(0).labels.map(({ id }) => id)).toEqual(labels);
  expect(folded.sample(0).maps).toHaveLength(3 * 300);
});

test('labels of interleaved samples need a bounded multiple of the memory, and keep their order', () => {
  const folded = fold(image(0), image(1), image(2));
  for (const label of upTo(900)) {
    for (const sampleId of [0, 1, 2])
      folded.add({ sampleId, explanations: [{ explainer: 'A', label, path: 'a.png' }] });
  }
  for (const sampleId of [0, 1, 2]) expect(folded.sample(sampleId).labels.map(({ id }) => id)).toEqual(upTo(900));
  expect(folded.job.labels.length).toBeLessThanOrEqual(4 * 3 * 900);
});

test('ground truth that arrives label by label is kept for its probabilities, up to the limit', () => {
  const folded = fold(image(0));
  for (const label of upTo(3000)) folded.add({ sampleId: 0, truth: [label % 1200] });
  expect(folded.job.samples.column.labelCount[0]).toBe(MAX_LABELS_PER_SAMPLE);
  expect(folded.job.problems.list[0]).toMatchObject({ code: 'too-many' });
  folded.add({ sampleId: 0, inference: { truthProb: upTo(1000).map((label) => label / 1000) } });
  expect(folded.label(0, 250).confidence).toBe(0.25);
  expect(folded.job.unpaired.size).toBe(0);
});

test('ground truth that is repeated in separate events is kept once', () => {
  const folded = fold(image(0));
  for (const _ of upTo(3000)) folded.add({ sampleId: 0, truth: [7] });
  expect(folded.sample(0).labels.map(({ id }) => id)).toEqual([7]);
  expect(folded.job.unpaired.get(0)?.labels).toHaveLength(MAX_LABELS_PER_SAMPLE);
});

test('maps of a sample beyond the limit are omitted, the same when its records are read again', () => {
  const folded = fold(image(0), image(1));
  for (const explainer of ['A', 'B', 'C', 'D', 'E']) {
    const explanations = upTo(900).map((label) => ({ explainer, label, path: `${explainer}${label}.png` }));
    folded.add({ sampleId: 0, explanations });
  }
  folded.add({ sampleId: 1, explanations: [{ explainer: 'A', label: 0, path: 'a.png' }] });
  expect(folded.sample(0).maps).toHaveLength(MAX_MAPS_PER_SAMPLE);
  expect(folded.sample(1).maps).toHaveLength(1);
  expect(folded.job.problems.list).toMatchObject([{ code: 'too-many' }, { code: 'too-many' }]);
});

test('layers of a counterfactual beyond the limit are omitted', () => {
  const layers = upTo(MAX_LAYERS + 1).map(() => ({ probability: 0.5, boxes: [0, 0, 8, 8] }));
  const folded = fold(image(0), { sampleId: 0, hocs: [{ label: 0, layers }] });
  expect(folded.sample(0).counterfactuals[0].layers).toHaveLength(MAX_LAYERS);
  expect(folded.job.problems.list).toMatchObject([{ code: 'too-many' }]);
});

test('counterfactuals beyond the limit of a sample are omitted, the same when its records are read again', () => {
  const boxes = upTo(100_000).map(() => 8);
  const folded = fold(image(0), image(1));
  for (const label of [0, 1, 2]) folded.add({ sampleId: 0, hocs: [{ label, layers: [{ probability: 0.5, boxes }] }] });
  const small = { probability: 0.5, boxes: [0, 0, 8, 8] };
  for (const sampleId of [0, 1]) folded.add({ sampleId, hocs: [{ label: 4, layers: [small] }] });
  expect(folded.sample(0).counterfactuals.map(({ label }) => label)).toEqual([0, 1, 4]);
  expect(folded.sample(1).counterfactuals).toHaveLength(1);
  expect(folded.job.samples.column.counterfactualBytes[0]).toBeLessThanOrEqual(MAX_COUNTERFACTUAL_BYTES);
  expect(folded.job.problems.list).toMatchObject([{ code: 'too-many' }]);
});

test('bytes of the records of a sample beyond the limit are omitted', () => {
  const { job } = fold(image(0));
  const fields = new EventFields();
  fields.sampleId = 0;
  const length = MAX_SAMPLE_BYTES / 4;
  for (const offset of upTo(6)) foldEvent(job, fields, new Uint8Array(0), offset * length, length);
  expect(job.samples.column.recordBytes[0]).toBe(MAX_SAMPLE_BYTES);
  expect(job.problems.count).toBe(2);
});

test('scores beyond the limit are omitted, also those by label that others would be padded to', () => {
  const labelScores = upTo(MAX_SCORES / 3).map(() => 0.5);
  const folded = new FoldedJob([]);
  for (const explainer of ['A', 'B', 'C', 'D']) {
    folded.add({
      benchmarks: [
        { metric: 'Faithfulness', explainer, total: 0.5, labelScores: explainer === 'A' ? labelScores : [] },
      ],
    });
  }
  expect([...folded.job.scores.values()].map(({ explainer }) => explainer)).toEqual([0, 1]);
  expect(folded.job.problems.count).toBe(2);
});

test('records of a sample beyond the limit are omitted', () => {
  const folded = fold(image(0));
  for (const _ of upTo(MAX_RECORDS_PER_SAMPLE + 5)) folded.add({ sampleId: 0, truth: [1] });
  expect(folded.job.samples.column.recordCount[0]).toBe(MAX_RECORDS_PER_SAMPLE);
  expect(folded.job.records.length).toBe(MAX_RECORDS_PER_SAMPLE);
});

test('a score that is recorded repeatedly is kept once, with the last value', () => {
  const folded = new FoldedJob([]);
  for (const explainer of ['A', 'B', 'A', 'A']) {
    folded.add({ benchmarks: [{ metric: 'Faithfulness', explainer, total: 0.5 }] });
  }
  expect([...folded.job.scores.values()].map(({ explainer, offset }) => [explainer, offset])).toEqual([
    [1, 1],
    [0, 3],
  ]);
});

test('a very long name is truncated with an ellipsis', () => {
  const { job } = fold({ metadata: { labels: ['x'.repeat(100_000), 'cat'], explainers: ['y'.repeat(10_000)] } });
  expect(job.labelNames.map(({ length }) => length)).toEqual([513, 3]);
  expect(job.explainers.list[0]).toBe(`${'y'.repeat(512)}…`);
});

test('memory outside of the tables is included in the memory of the job', () => {
  const empty = fold().job.byteLength;
  const { job } = fold({ metadata: { labels: upTo(10_000).map((i) => `label ${i}`) } });
  expect(job.byteLength - empty).toBeGreaterThan(500_000);
});
