import { expect, test } from 'vitest';
import { evaluationJson, evaluationOf } from '../../../lib/job/evaluation';
import { toJson } from '../../../lib/json';
import { atOnce } from '../../../lib/slices';
import { fold } from '../../support/fold';

test('an evaluation becomes the same JSON as at once, in steps of 20,000 scores', () => {
  const { job } = fold({ metadata: { labels: ['a', 'b'], explainers: ['A'], metrics: ['F', 'R'] } });
  const long = Array.from({ length: 30_000 }, (_, label) => (label % 2 ? null : label / 30_000));
  const evaluation = evaluationOf(job, [
    { explainer: 0, metric: 0, total: 0.5, labels: null },
    { explainer: 0, metric: 1, total: null, labels: long },
    { explainer: 1, metric: 1, total: 1, labels: [null, 0.25] },
  ]);
  expect(evaluation.labels).toHaveLength(15_001);
  expect(atOnce(evaluationJson(evaluation))).toBe(toJson(evaluation));
  expect([...evaluationJson(evaluation)].length).toBeGreaterThan(15);
});
