import { expect, test } from 'vitest';
import { sampleOf } from '../../../lib/survey/selection';

function selectionOf(n: number) {
  const ids = Int32Array.from({ length: n }, (_, k) => k);
  return { ids, labels: new Int32Array(n), types: new Uint8Array(n), pairs: ids };
}

test.each([
  { n: 20_000, explainers: 12, isDraft: false, expected: 20_000 },
  { n: 150_000, explainers: 2, isDraft: false, expected: 100_000 },
  { n: 20_000, explainers: 12, isDraft: true, expected: 3_030 },
  { n: 20_000, explainers: 4, isDraft: true, expected: 20_000 },
  { n: 150_000, explainers: 2, isDraft: true, expected: 100_000 },
  { n: 20_000, explainers: 200, isDraft: true, expected: 100 },
  { n: 7, explainers: 1, isDraft: true, expected: 7 },
])('numbers of all explainers rest on $expected of $n pairs: $explainers explainers, draft $isDraft', (each) => {
  const { ids } = sampleOf(selectionOf(each.n), each.explainers, each.isDraft);
  expect(ids).toHaveLength(each.expected);
  expect(new Set(ids).size).toBe(each.expected);
  expect(ids[ids.length - 1]).toBeGreaterThan(0.8 * (each.n - 1));
});
