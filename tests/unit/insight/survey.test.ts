import { describe, expect, test } from 'vitest';
import { waitOf } from '../../../components/insight/survey-note';
import { type InsightAnswer, isFinal, refreshInsightAfter } from '../../../components/insight/use-insight';

const answer = (parts: Partial<InsightAnswer>): InsightAnswer => ({
  state: 'complete',
  surveyed: 10,
  total: 10,
  unreadable: 0,
  survey: {
    isRunning: false,
    isChecking: false,
    secondsLeft: null,
    withoutEvidence: 0,
    lossy: 0,
    failures: [],
    message: null,
  },
  ...parts,
});

test('numbers are final once all maps are surveyed, unless they are of some samples only', () => {
  expect(isFinal(answer({}))).toBe(true);
  expect(isFinal(answer({ surveyed: 9 }))).toBe(false);
  expect(isFinal(answer({ isDraft: true }))).toBe(false);
  expect(isFinal(answer({ state: 'finished' }))).toBe(false);
});

test('answers are asked for every second while maps are left, more often before the first, then as the job changes', () => {
  expect(refreshInsightAfter(undefined)).toBe(1_000);
  expect(refreshInsightAfter(answer({ surveyed: 9 }))).toBe(1_000);
  expect(refreshInsightAfter(answer({ surveyed: 0 }))).toBe(300);
  expect(refreshInsightAfter(answer({}))).toBe(10_000);
  expect(refreshInsightAfter(answer({ state: 'live' }))).toBe(2_000);
});

describe('the time left', () => {
  test.for([
    [0.2, 'secondsLeft', 1],
    [11.2, 'secondsLeft', 12],
    [89.9, 'secondsLeft', 90],
    [90, 'minutesLeft', 2],
    [3_601, 'minutesLeft', 61],
  ] as const)('%f s', ([seconds, unit, count]) => {
    expect(waitOf(seconds)).toEqual({ unit, count });
  });

  test.for([0, null])('is not said where it is %s', (seconds) => {
    expect(waitOf(seconds)).toBeNull();
  });
});
