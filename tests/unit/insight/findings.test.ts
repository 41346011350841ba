import { describe, expect, test } from 'vitest';
import { findingsOf, LEAST_N } from '../../../components/insight/explainers/findings';
import { explainerOf, pairingOf, pairOf } from '../../support/insight-answers';

const contrast = (mean: number, n = 40) => ({ rho: { n, mean }, overlap: { n, mean }, samples: n });
const evidence = (liftMean: number, n = 40) => ({ n, inside: 0.1 * liftMean, area: 0.1, liftMean, liftMedian: 1 });
const agreement = (mean: number, shuffled: number) => ({
  rho: pairingOf(mean, shuffled),
  iou: pairingOf(),
  overlap: pairingOf(),
});
const other = explainerOf('Other');

describe('a sentence says', () => {
  test('that two explainers are clones, before all else', () => {
    const one = explainerOf('One', { contrast: contrast(0.9) });
    const pairs = [pairOf('Other', 'One', { overlap: pairingOf(0.96, 0.31) })];
    expect(findingsOf(one, [one, other], pairs)).toEqual([
      { kind: 'clone', other: 'Other', measure: 'overlap', mean: 0.96, shuffled: 0.31 },
      { kind: 'labelBlind', rho: 0.9 },
    ]);
  });

  test('that maps hardly depend on the label, but not from a few pairs', () => {
    const blind = explainerOf('Blind', { contrast: contrast(0.89) });
    expect(findingsOf(blind, [blind, other], [])).toContainEqual({ kind: 'labelBlind', rho: 0.89 });
    const few = explainerOf('Few', { contrast: contrast(0.89, LEAST_N - 1) });
    expect(findingsOf(few, [few, other], []).map(({ kind }) => kind)).not.toContain('labelBlind');
  });

  test('that mass is shared with other samples’ maps too', () => {
    const one = explainerOf('One');
    const pairs = [pairOf('One', 'Other', { overlap: pairingOf(0.8, 0.74) })];
    expect(findingsOf(one, [one, other], pairs)).toContainEqual({
      kind: 'sharedAnyway',
      other: 'Other',
      mean: 0.8,
      shuffled: 0.74,
    });
  });

  test('which explainer leads inside the boxes, and which lies beside them', () => {
    const leader = explainerOf('Leader', { evidence: evidence(2.2) });
    const beside = explainerOf('Beside', { evidence: evidence(0.8) });
    const all = [leader, beside, other];
    expect(findingsOf(leader, all, [])).toContainEqual({ kind: 'mostInside', lift: 2.2 });
    expect(findingsOf(beside, all, [])).toContainEqual({ kind: 'besideBoxes', lift: 0.8 });
    expect(findingsOf(other, all, []).map(({ kind }) => kind)).toEqual(['agrees']);
  });

  test('which explainer moves most with the label, and which agrees least', () => {
    const mover = explainerOf('Mover', { contrast: contrast(0.39), agreement: agreement(0.16, 0.08) });
    const found = findingsOf(mover, [other, mover], []);
    expect(found.map(({ kind }) => kind)).toEqual(['movesMost', 'agreesLeast']);
  });

  test('that the least agreement is over a clone, too', () => {
    const one = explainerOf('One', { agreement: agreement(0.16, 0.08) });
    const pairs = [pairOf('Other', 'One', { overlap: pairingOf(0.96, 0.31) })];
    expect(findingsOf(one, [one, other], pairs)).toContainEqual(
      expect.objectContaining({ kind: 'agreesLeast', hasClone: true }),
    );
  });

  test('nothing of a lead that is noise', () => {
    const [least, next, last] = [-0.01, -0.005, -0.004].map((mean, k) =>
      explainerOf(`Noise ${k}`, { contrast: contrast(mean), agreement: agreement(0.5 + mean, 0.1) }),
    );
    expect(findingsOf(least, [least, next, last], []).map(({ kind }) => kind)).toEqual(['agrees']);
  });

  test('that it agrees no more than by chance', () => {
    const alone = explainerOf('Alone', { agreement: agreement(0.12, 0.11) });
    expect(findingsOf(alone, [other, alone], [])).toContainEqual({ kind: 'alone', mean: 0.12, shuffled: 0.11 });
  });

  test('that the border is avoided, but not from a few maps', () => {
    const inner = explainerOf('Inner', { border: { mean: 0.19, median: 0.2 } });
    expect(findingsOf(inner, [other, inner], [])).toEqual([{ kind: 'offBorder', border: 0.19 }]);
    const few = { ...inner, maps: LEAST_N - 1 };
    expect(findingsOf(few, [other, few], []).map(({ kind }) => kind)).toEqual(['agrees']);
  });
});

test('the only explainer of a job leads nothing', () => {
  const one = explainerOf('One', { agreement: { rho: pairingOf(), iou: pairingOf(), overlap: pairingOf() } });
  expect(findingsOf(one, [one], [])).toEqual([]);
});

test('equal explainers lead nothing', () => {
  const twin = explainerOf('Twin');
  expect(findingsOf(twin, [other, twin], []).map(({ kind }) => kind)).toEqual(['agrees']);
});
