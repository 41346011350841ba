import { expect, test } from 'vitest';
import { pairingOf as pairingOfSample } from '../../../components/insight/sample/sample-matrix';
import { mapsCsv, samplePairsCsv } from '../../../components/insight/sample/tables';
import { refreshSampleInsightAfter } from '../../../components/insight/sample/use-sample-insight';
import type { SampleInsightAnswer } from '../../../lib/api/insight-answers';
import { pairingOf } from '../../support/insight-answers';

const counted = { state: 'counted' as const, isLossy: false, border: 0.4, gini: 0.3, spread: 0.8 };
const nothing = { isLossy: false, inside: null, lift: null, border: null, gini: null, spread: null };

const ANSWER: SampleInsightAnswer = {
  ...{ state: 'complete', generation: 'g', revision: 'r', progress: { read: 1, total: 1 }, message: null },
  ...{ surveyed: 2, total: 2, unreadable: 1, atThreshold: null },
  survey: {
    isRunning: false,
    isChecking: false,
    secondsLeft: null,
    withoutEvidence: 0,
    lossy: 0,
    failures: [],
    message: null,
  },
  ...{ sample: 7, label: 3, name: 'cat', boxes: 2, area: 0.25 },
  maps: [
    { explainer: 'GradCAM', ...counted, inside: 0.5, lift: 2 },
    { explainer: 'RISE', state: 'unreadable', ...nothing },
  ],
  pairs: [
    {
      ...{ a: 'GradCAM', b: 'RISE', rho: 0.5, iou: null, overlap: 0.25 },
      job: { rho: pairingOf(0.6, 0.25), iou: pairingOf(0.2, 0.125), overlap: pairingOf(0.5, 0.375) },
    },
  ],
  baseline: { surveyed: 10, total: 10, items: 5 },
};

test('the tables that are downloaded have every number with its baseline', () => {
  expect(mapsCsv(ANSWER)).toEqual([
    expect.arrayContaining(['explainer', 'state', 'inside boxes', 'area of boxes', 'lift', 'border', 'spread', 'gini']),
    [7, 3, 'cat', 'GradCAM', 'counted', 0.5, 0.25, 2, 0.4, 0.8, 0.3],
    [7, 3, 'cat', 'RISE', 'unreadable', null, 0.25, null, null, null, null],
  ]);
  expect(samplePairsCsv(ANSWER)[1]).toEqual([7, 3, 'cat', 'GradCAM', 'RISE', 0.5, 0.25, null, 0.125, 0.25, 0.375, 40]);
});

test('the lift of a sample is above the shuffled maps of its job', () => {
  expect(pairingOfSample(0.5, pairingOf(0.6, 0.25))).toEqual({
    n: 40,
    mean: 0.5,
    median: 0.5,
    shuffled: 0.25,
    lift: 0.25,
  });
  expect(pairingOfSample(null, pairingOf(0.6, 0.25)).lift).toBeNull();
  expect(pairingOfSample(0.5, pairingOf()).lift).toBeNull();
});

test('answers are asked for until the sample, and then its baseline, are final', () => {
  expect(refreshSampleInsightAfter(undefined)).toBe(1_000);
  expect(refreshSampleInsightAfter({ ...ANSWER, surveyed: 0 })).toBe(300);
  expect(refreshSampleInsightAfter({ ...ANSWER, baseline: { surveyed: 2, total: 10, items: 1 } })).toBe(3_000);
  expect(refreshSampleInsightAfter(ANSWER)).toBe(10_000);
});
