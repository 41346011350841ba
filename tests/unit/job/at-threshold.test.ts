import { describe, expect, test } from 'vitest';
import { openUpTo, valuesAt } from '../../../lib/job/at-threshold';
import { TYPE_BIT } from '../../../lib/job/prediction';
import { draftSample } from '../../../lib/job/sample';
import { trustAt, trustIn } from '../../../lib/job/thresholds';
import { countTriage } from '../../../lib/job/triage';
import { atOnce } from '../../../lib/slices';
import {
  completeSample,
  countConfusion,
  countFacets,
  countJob,
  countThresholds,
  findSamples,
  jobAt,
  mappedPairs,
} from '../../support/at-once';
import type { EventInput } from '../../support/event-writer';
import { FoldedJob } from '../../support/fold';
import { random } from '../../support/random';

const BY_ID = { by: 'id', descending: false } as const;

/** What a model gave for a sample: a probability for every label. */
interface Outcome {
  truth: number[];
  probabilities: number[];
}

interface Recorded {
  labels: number;
  threshold: number;
  /** How many runners-up are recorded. */
  runnersUp: number;
  outcomes: Outcome[];
}

/** The events of a run as the logger writes them. Every third sample has a map of its first runner-up, and of its ground truth. */
function eventsOf({ labels, threshold, runnersUp, outcomes }: Recorded): EventInput[] {
  const metadata = { labels: Array.from({ length: labels }, (_, i) => `label ${i}`), explainers: ['A'], threshold };
  const at = Math.fround(threshold);
  return [
    { metadata },
    ...outcomes.map(({ truth, probabilities }, sampleId): EventInput => {
      const ranked = [...probabilities.keys()].sort((a, b) => probabilities[b] - probabilities[a]);
      const predicted = ranked.filter((label) => Math.fround(probabilities[label]) >= at);
      const rest = ranked.filter((label) => !predicted.includes(label) && !truth.includes(label)).slice(0, runnersUp);
      const probOf = (list: number[]) => list.map((label) => probabilities[label]);
      const mapped = sampleId % 3 === 0 ? [...truth, ...rest.slice(0, 1)] : [];
      return {
        sampleId,
        imagePath: `${sampleId}.jpg`,
        truth,
        explanations: mapped.map((label) => ({ explainer: 'A', label, path: 'x' })),
        inference: {
          ...{ truthProb: probOf(truth), predictedLabel: predicted, predictedProb: probOf(predicted) },
          ...{ runnerUpLabel: rest, runnerUpProb: probOf(rest) },
        },
      };
    }),
  ];
}

/** A run of random outcomes; probabilities of three decimals make ties with thresholds likely. */
function randomRun(seed: number, samples = 40): Recorded {
  const next = random(seed);
  const labels = 2 + Math.floor(next() * 30);
  const outcomes = Array.from({ length: samples }, () => ({
    truth: [...new Set(Array.from({ length: Math.floor(next() * 3) }, () => Math.floor(next() * labels)))],
    probabilities: Array.from({ length: labels }, () => Math.round(next() ** 3 * 1000) / 1000),
  }));
  return { labels, threshold: [0.5, 0.3, 0.25, 1, 0.123][seed % 5], runnersUp: [0, 2, 5, 40][seed % 4], outcomes };
}

const THRESHOLDS = [0, 0.001, 0.05, 0.12, 0.123, 0.124, 0.25, 0.299, 0.3, 0.301, 0.37, 0.5, 0.777, 0.999, 1];

/** The types of the recorded labels of a sample, counted by hand from what was written. */
function typesOf({ truth, inference }: EventInput, recorded: number, value: number) {
  const types: { label: number; type: 'TP' | 'FN' | 'FP' }[] = [];
  if (!truth?.length || !inference) return types;
  const reaches = (probability: number) => Math.fround(probability) >= Math.fround(value);
  const { truthProb = [], predictedLabel = [], predictedProb = [], runnerUpLabel = [], runnerUpProb = [] } = inference;
  for (const [i, label] of truth.entries()) types.push({ label, type: reaches(truthProb[i]) ? 'TP' : 'FN' });
  for (const [i, label] of predictedLabel.entries())
    if (!truth.includes(label) && reaches(predictedProb[i])) types.push({ label, type: 'FP' });
  if (Math.fround(value) >= Math.fround(recorded)) return types;
  for (const [i, label] of runnerUpLabel.slice(0, 20).entries())
    if (reaches(runnerUpProb[i])) types.push({ label, type: 'FP' });
  return types;
}

const countOf = (types: readonly { type: string }[], wanted: string) =>
  types.filter(({ type }) => type === wanted).length;

describe.each(Array.from({ length: 20 }, (_, seed) => seed))('run %i', (seed) => {
  const run = randomRun(seed);
  const events = eventsOf(run).slice(1);
  const folded = new FoldedJob(eventsOf(run));
  const { job } = folded;
  const curve = countThresholds(job);

  test.each(THRESHOLDS)('counted by hand at %d', (value) => {
    const view = jobAt(job, value);
    const bySample = events.map((event) => typesOf(event, run.threshold, value));
    const all = bySample.flat();
    const expected = { TP: countOf(all, 'TP'), FN: countOf(all, 'FN'), FP: countOf(all, 'FP') };

    expect(countFacets(view, { threshold: value }).types).toEqual(expected);
    const k = Math.round(value * 1000);
    expect({ TP: curve.TP[k], FN: curve.FN[k], FP: curve.FP[k] }).toEqual(expected);

    const counted = countJob(view).labels;
    for (const type of ['TP', 'FN', 'FP'] as const) {
      expect(counted.reduce((sum, label) => sum + label[type], 0)).toBe(expected[type]);
      const matching = findSamples(view, { types: TYPE_BIT[type] }, BY_ID);
      expect([...matching].map((row) => job.samples.column.id[row])).toEqual(
        bySample.flatMap((types, id) => (countOf(types, type) > 0 ? [id] : [])),
      );
    }
    for (const { label, TP, FN, FP } of counted) {
      const own = all.filter((each) => each.label === label);
      expect([TP, FN, FP]).toEqual(['TP', 'FN', 'FP'].map((type) => countOf(own, type)));
    }

    const pairs = new Map<string, number>();
    for (const [id, { truth = [] }] of events.entries()) {
      const predicted = bySample[id].filter(({ type }) => type !== 'FN').map(({ label }) => label);
      for (const a of truth)
        for (const b of predicted.length > 0 ? predicted : [null])
          pairs.set(`${a} ${b}`, (pairs.get(`${a} ${b}`) ?? 0) + 1);
    }
    const confusion = countConfusion(view).pairs;
    expect(new Map(confusion.map(({ truth, predicted, samples }) => [`${truth} ${predicted}`, samples]))).toEqual(
      pairs,
    );

    const mapped = mappedPairs(view, { threshold: value });
    for (const [i, id] of mapped.ids.entries()) {
      const type = bySample[id].find(({ label }) => label === mapped.labels[i])?.type;
      expect(mapped.types[i]).toBe(type === undefined ? 0 : TYPE_BIT[type]);
    }

    for (const row of [...findSamples(job, {}, BY_ID)].slice(0, 12)) {
      const draft = draftSample(job, row, value);
      const payloads = draft.records.map(({ offset }) => folded.payloads[offset]);
      const { labels, runnersUp, runnerUpCount } = completeSample(job, draft, payloads);
      const types = labels.flatMap(({ id, type }) => (type === null ? [] : [{ label: id, type }]));
      const wanted = typesOf(events[job.samples.column.id[row]], run.threshold, value);
      const key = ({ label, type }: { label: number; type: string }) => `${label} ${type}`;
      const isCut = runnersUp.length + types.length > 20 && run.runnersUp > 20;
      if (isCut) expect(types.map(key)).toEqual(expect.arrayContaining(wanted.map(key)));
      else expect(types.map(key).sort()).toEqual(wanted.map(key).sort());
      const shown = labels.filter(({ type, isTruth, isPredicted }) => type || isTruth || isPredicted);
      expect(runnersUp.filter(({ id }) => shown.some((label) => label.id === id))).toEqual([]);
      expect(runnerUpCount).toBe(runnersUp.length);
    }
    view.free();
  });

  test.each(THRESHOLDS)('at %d a count that is not marked is that of the model', (value) => {
    const trust = trustAt(curve, job, value);
    const reaches = (probability: number) => Math.fround(probability) >= Math.fround(value);
    let open = 0;
    let missing = 0;
    for (const [id, { truth, probabilities }] of run.outcomes.entries()) {
      const own = trustIn(job, job.rowOf(id), value);
      expect(own.openSamples).toBe(Number(own.lowerBound));
      open += own.openSamples;
      if (truth.length === 0) {
        expect(own.lowerBound).toBe(false);
        continue;
      }
      const isFalse = probabilities.filter((probability, label) => !truth.includes(label) && reaches(probability));
      const known = countOf(typesOf(events[id], run.threshold, value), 'FP');
      if (own.lowerBound) expect(known).toBeLessThanOrEqual(isFalse.length);
      else expect(known).toBe(isFalse.length);
      missing += isFalse.length - known;
    }
    expect(trust).toMatchObject({ value, openSamples: open, lowerBound: open > 0 });
    if (missing > 0) expect(trust.lowerBound).toBe(true);
    if (Math.fround(value) >= job.threshold) expect(open).toBe(0);
  });

  test('the recorded threshold gives what the job gives without one', () => {
    const types = countFacets(job, {}).types;
    expect(curve.atRecorded).toEqual(types);
    expect(countFacets(jobAt(job, run.threshold), {}).types).toEqual(types);
  });
});

const ONE = { labels: 6, threshold: 0.5, runnersUp: 2 };
const oneSample = (outcome: Outcome, more: Partial<typeof ONE> = {}) =>
  new FoldedJob(eventsOf({ ...ONE, ...more, outcomes: [outcome] })).job;

describe('up to where labels may be missing', () => {
  const probabilities = [0.6, 0.3, 0.2, 0.1, 0.05, 0];

  test('up to the least probable runner-up, itself included', () => {
    const job = oneSample({ truth: [0], probabilities });
    expect(openUpTo(job, 0)).toBe(Math.fround(0.2));
    expect(trustIn(job, 0, 0.2).lowerBound).toBe(true);
    expect(trustIn(job, 0, 0.201).lowerBound).toBe(false);
  });

  test('without runners-up everywhere below the recorded threshold', () => {
    const job = oneSample({ truth: [0], probabilities }, { runnersUp: 0 });
    expect(trustIn(job, 0, 0.499).lowerBound).toBe(true);
    expect(trustIn(job, 0, 0.5).lowerBound).toBe(false);
  });

  test('nowhere if every label is recorded, or the sample has no ground truth', () => {
    expect(openUpTo(oneSample({ truth: [0], probabilities }, { runnersUp: 5 }), 0)).toBe(-1);
    expect(openUpTo(oneSample({ truth: [], probabilities }), 0)).toBe(-1);
  });

  test('everywhere below if a runner-up has no probability, or a second list was recorded', () => {
    const [metadata, sample] = eventsOf({ ...ONE, outcomes: [{ truth: [0], probabilities }] });
    const short = { ...sample, inference: { ...sample.inference, runnerUpLabel: [1, 2, 3] } };
    expect(openUpTo(new FoldedJob([metadata, short]).job, 0)).toBe(Number.POSITIVE_INFINITY);
    const second: EventInput = { sampleId: 0, inference: { runnerUpLabel: [1, 4], runnerUpProb: [0.1, 0.4] } };
    const twice = new FoldedJob([metadata, sample, second]).job;
    expect(openUpTo(twice, 0)).toBe(Number.POSITIVE_INFINITY);
    expect(countFacets(jobAt(twice, 0.15), {}).types).toEqual({ TP: 1, FN: 0, FP: 2 });
    expect(countFacets(jobAt(twice, 0.15), { types: TYPE_BIT.FP }).labels.map(({ label }) => label)).toEqual([2, 4]);
  });

  test('a list that is not in order is put in order, and the more probable ones are kept', () => {
    const probabilities = Array.from({ length: 40 }, (_, label) => (label === 0 ? 0.9 : label / 100));
    const [metadata, sample] = eventsOf({
      ...ONE,
      labels: 40,
      runnersUp: 40,
      outcomes: [{ truth: [0], probabilities }],
    });
    const { runnerUpLabel = [], runnerUpProb = [] } = sample.inference ?? {};
    const shuffled = { runnerUpLabel: [...runnerUpLabel].reverse(), runnerUpProb: [...runnerUpProb].reverse() };
    const { job } = new FoldedJob([metadata, { ...sample, inference: { ...sample.inference, ...shuffled } }]);
    expect(openUpTo(job, 0)).toBe(Math.fround(0.2));
    expect(countFacets(jobAt(job, 0), {}).types).toEqual({ TP: 1, FN: 0, FP: 20 });
  });
});

test('a runner-up with a probability from the recorded threshold on counts as below it', () => {
  const [metadata, sample] = eventsOf({ ...ONE, outcomes: [{ truth: [0], probabilities: [0.6, 0.3, 0, 0, 0, 0] }] });
  const high = { ...sample, inference: { ...sample.inference, runnerUpLabel: [1], runnerUpProb: [0.8] } };
  const { job } = new FoldedJob([metadata, high]);
  const { FP } = countThresholds(job);
  expect([FP[499], FP[500], FP[800]]).toEqual([1, 0, 0]);
  expect(countFacets(jobAt(job, 0.499), {}).types.FP).toBe(1);
  expect(countFacets(jobAt(job, 0.5), {}).types.FP).toBe(0);
});

test('labels without a probability are counted as unknown, and nowhere else', () => {
  const { job } = new FoldedJob([
    { metadata: { labels: ['a', 'b'] } },
    { sampleId: 0, imagePath: 'x', truth: [0], inference: { predictedLabel: [1] } },
  ]);
  const { unknown, samples, TP, FN, FP } = countThresholds(job);
  expect({ unknown, samples, at0: [TP[0], FN[0], FP[0]] }).toEqual({ unknown: 2, samples: 1, at0: [0, 0, 0] });
});

test('values of labels stay with their labels', () => {
  const { job } = new FoldedJob(eventsOf({ ...randomRun(1), runnersUp: 5 }));
  const values = Float32Array.from({ length: job.labels.length }, (_, entry) => entry);
  const view = jobAt(job, 0.05);
  const moved = valuesAt(view, new Map([['key', values]])).get('key');
  expect(view.labels.length).toBeGreaterThan(job.labels.length);
  for (let row = 0; row < job.samples.length; row++) {
    const { labelStart, labelCount } = view.samples.column;
    for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
      const origin = view.origin?.[entry] ?? -1;
      expect(moved?.[entry]).toBe(origin === -1 ? Number.NaN : origin);
      if (origin !== -1) expect(view.labels.column.label[entry]).toBe(job.labels.column.label[origin]);
    }
  }
});

test('only the labels of the requested samples are copied', () => {
  const { job } = new FoldedJob(eventsOf({ ...randomRun(2), runnersUp: 5 }));
  const view = jobAt(job, 0.05, [3, 5]);
  const whole = jobAt(job, 0.05);
  const { labelCount } = view.samples.column;
  expect(labelCount[3]).toBe(whole.samples.column.labelCount[3]);
  expect(labelCount.reduce((sum, count) => sum + count, 0)).toBe(view.labels.length);
});

describe('runners-up that become predictions have their recorded uncertainty', () => {
  const uncertain: EventInput = {
    sampleId: 0,
    imagePath: 'x',
    truth: [0],
    inference: {
      ...{ truthProb: [0.6], predictedLabel: [0], predictedProb: [0.6] },
      ...{ runnerUpLabel: [1, 2], runnerUpProb: [0.4, 0.3], runnerUpSd: [0.125, 0.25] },
      ...{ runnerUpLow: [0.375, 0.25], runnerUpHigh: [0.5, 0.5] },
    },
  };
  const metadata = { labels: ['a', 'b', 'c', 'd'], threshold: 0.5 };
  const certain = (sampleId: number): EventInput => ({
    ...{ sampleId, imagePath: 'x', truth: [0] },
    inference: { truthProb: [0.6], runnerUpLabel: [1], runnerUpProb: [0.4] },
  });
  /** The uncertainty of the labels of the samples in a job under a threshold, by sample and label. */
  const uncertaintyAt = (events: EventInput[], threshold: number) => {
    const { job } = new FoldedJob([{ metadata }, ...events]);
    const { samples, labels } = jobAt(job, threshold);
    const { id, labelStart, labelCount } = samples.column;
    const found: Record<string, number[]> = {};
    for (let row = 0; row < job.samples.length; row++)
      for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
        const { label, sd, low, high } = labels.column;
        found[`${id[row]} ${label[entry]}`] = [sd[entry], low[entry], high[entry]];
      }
    return found;
  };
  const none = [Number.NaN, Number.NaN, Number.NaN];

  test('each its own, and samples without any have none', () => {
    expect(uncertaintyAt([certain(7), uncertain, certain(8)], 0.25)).toEqual({
      ...{ '7 0': none, '7 1': none, '8 0': none, '8 1': none },
      ...{ '0 0': none, '0 1': [0.125, 0.375, 0.5], '0 2': [0.25, 0.25, 0.5] },
    });
  });

  test('so triage counts their intervals', () => {
    const { job } = new FoldedJob([{ metadata }, uncertain]);
    const counts = atOnce(countTriage(jobAt(job, 0.3), {}, { agreement: null, evidence: null }, 6));
    expect([counts.sure.pairs, counts.sure.of]).toEqual([1, 2]);
    expect([counts.crosses.pairs, counts.crosses.of]).toEqual([1, 2]);
  });

  test('in a list that is not in order', () => {
    const { inference = {} } = uncertain;
    const reversed = Object.fromEntries(
      Object.entries(inference).map(([name, list]) => [name, name.startsWith('runner') ? [...list].reverse() : list]),
    );
    expect(uncertaintyAt([{ ...uncertain, inference: reversed }], 0.25)).toEqual(uncertaintyAt([uncertain], 0.25));
  });

  test('of two lists the later one where it has any, as the page of the sample shows it', () => {
    const later: EventInput = {
      sampleId: 0,
      inference: {
        runnerUpLabel: [2, 1, 3],
        runnerUpProb: [0.35, 0.25, 0.28],
        runnerUpSd: [0.5],
        runnerUpLow: [0.0625],
      },
    };
    const events = [certain(5), uncertain, later, certain(6)];
    expect(uncertaintyAt(events, 0.25)).toMatchObject({
      '0 1': [0.125, 0.375, 0.5],
      '0 2': [0.5, 0.0625, Number.NaN],
      '0 3': none,
      '6 1': none,
    });
    const folded = new FoldedJob([{ metadata }, ...events]);
    const row = folded.job.rowOf(0);
    const draft = draftSample(folded.job, row, 0.25);
    const { labels } = completeSample(
      folded.job,
      draft,
      draft.records.map(({ offset }) => folded.payloads[offset]),
    );
    expect(labels.find(({ id }) => id === 2)?.uncertainty).toEqual({ sd: 0.5, low: 0.0625, high: null });
    expect(labels.find(({ id }) => id === 1)?.uncertainty).toEqual({ sd: 0.125, low: 0.375, high: 0.5 });
  });

  test('and a job without pays for none', () => {
    const { job } = new FoldedJob([{ metadata }, certain(1), certain(2)]);
    expect(job.runnerUpIntervals.byteLength).toBe(0);
  });
});
