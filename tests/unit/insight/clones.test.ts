import { describe, expect, test } from 'vitest';
import { cloneGroups, cloneMeasure, pairFinder } from '../../../components/insight/clones';
import { pairOf as makePair, pairingOf } from '../../support/insight-answers';

const same = { overlap: pairingOf(0.96, 0.31) };
const sameByRank = { rho: pairingOf(0.95, 0.4), overlap: pairingOf(0.8, 0.4) };
const alwaysSame = { rho: pairingOf(0.93, 0.9), overlap: pairingOf(0.95, 0.9) };

describe('two explainers are clones', () => {
  test('if they share nearly all of their mass, well above other samples’ maps', () => {
    expect(cloneMeasure(makePair('A', 'B', same))).toBe('overlap');
  });

  test('if only their ranks are nearly equal', () => {
    expect(cloneMeasure(makePair('A', 'B', sameByRank))).toBe('rho');
  });

  test('but not if they agree as much with other samples’ maps', () => {
    expect(cloneMeasure(makePair('A', 'B', alwaysSame))).toBeNull();
  });

  test('nor if nothing is known', () => {
    expect(cloneMeasure(makePair('A', 'B', {}))).toBeNull();
    expect(cloneMeasure(undefined)).toBeNull();
  });
});

describe('groups', () => {
  test('bring clones together, else in the order of the job', () => {
    const pairs = [makePair('A', 'C', same), makePair('A', 'B', {}), makePair('B', 'C', {})];
    expect(cloneGroups({ explainers: ['A', 'B', 'C'], pairs })).toEqual([['A', 'C'], ['B']]);
  });

  test('hold only explainers of which each two are clones', () => {
    // B is a clone of A and of C, but A and C are none.
    const pairs = [makePair('A', 'B', same), makePair('B', 'C', same), makePair('A', 'C', {})];
    expect(cloneGroups({ explainers: ['A', 'B', 'C'], pairs })).toEqual([['A', 'B'], ['C']]);
  });

  test('do not depend on the order of names in a pair', () => {
    expect(cloneGroups({ explainers: ['A', 'B'], pairs: [makePair('B', 'A', same)] })).toEqual([['A', 'B']]);
  });
});

test('a pair is found in either order', () => {
  const pairs = [makePair('A', 'B', {}), makePair('A', 'C', {})];
  const find = pairFinder(pairs);
  expect(find('C', 'A')).toBe(pairs[1]);
  expect(find('B', 'C')).toBeUndefined();
});
