import { describe, expect, test } from 'vitest';
import {
  chosenPair,
  firstExplainers,
  MAX_EXPLAINERS,
  placeAfter,
  tintOf,
} from '../../../components/insight/agreement/selection';
import { axisAround, positionOn } from '../../../components/insight/axis';
import { pairingOf, pairOf } from '../../support/insight-answers';

const pairs = [
  pairOf('A', 'B', { rho: pairingOf(0.5, 0.1), iou: pairingOf(0.1, 0.1) }),
  pairOf('A', 'C', { rho: pairingOf(0.3, 0.2), iou: pairingOf(0.3, 0.1) }),
  pairOf('B', 'C', {}),
];

describe('the shown pair', () => {
  const nothing = { a: undefined, b: undefined };

  test('is that of the address, in either order', () => {
    expect(chosenPair({ pairs }, 'rho', { a: 'C', b: 'B' })).toBe(pairs[2]);
  });

  test('is else the one with the least lift of the measure', () => {
    expect(chosenPair({ pairs }, 'rho', nothing)).toBe(pairs[1]);
    expect(chosenPair({ pairs }, 'iou', nothing)).toBe(pairs[0]);
    expect(chosenPair({ pairs }, 'rho', { a: 'A', b: 'A' })).toBe(pairs[1]);
  });

  test('is the first before anything is known, and none without pairs', () => {
    expect(chosenPair({ pairs: [pairs[2]] }, 'rho', nothing)).toBe(pairs[2]);
    expect(chosenPair({ pairs: [] }, 'rho', nothing)).toBeNull();
  });
});

describe('arrow keys', () => {
  test('lead to the next cell and skip the diagonal', () => {
    expect(placeAfter('ArrowRight', { row: 0, column: 1 }, 3)).toEqual({ row: 0, column: 2 });
    expect(placeAfter('ArrowRight', { row: 1, column: 0 }, 3)).toEqual({ row: 1, column: 2 });
    expect(placeAfter('ArrowDown', { row: 0, column: 1 }, 3)).toEqual({ row: 2, column: 1 });
  });

  test('stop at the edge, also where only the diagonal is left', () => {
    expect(placeAfter('ArrowUp', { row: 0, column: 1 }, 3)).toBeNull();
    expect(placeAfter('ArrowLeft', { row: 0, column: 1 }, 3)).toBeNull();
    expect(placeAfter('ArrowDown', { row: 1, column: 2 }, 3)).toBeNull();
  });

  test('other keys lead nowhere', () => {
    expect(placeAfter('Enter', { row: 0, column: 1 }, 3)).toBeNull();
  });
});

test('a matrix has a limit, which may cut a group', () => {
  const many = Array.from({ length: MAX_EXPLAINERS - 1 }, (_, index) => [`E${index}`]);
  expect(firstExplainers([['A', 'B'], ['C']])).toEqual([['A', 'B'], ['C']]);
  expect(firstExplainers([...many, ['A', 'B'], ['C']])).toEqual([...many, ['A']]);
});

test('the tint grows with the lift from 8 to 72 %', () => {
  expect([null, -0.2, 0, 0.25, 0.5, 0.9].map(tintOf)).toEqual([0, 0, 0, 40, 72, 72]);
});

describe('axes', () => {
  test('a value has a position between the ends, and is drawn at an end beyond it', () => {
    const axis = { min: -1, max: 1 };
    expect([-2, -1, 0, 1, 3].map((value) => positionOn(axis, value))).toEqual([0, 0, 0.5, 1, 1]);
  });

  test('of factors have 1 in the middle of ¼ and 4; 0 is at the lower end', () => {
    const axis = { min: 0.25, max: 4, isLog: true };
    expect([0, 0.25, 1, 4].map((value) => positionOn(axis, value))).toEqual([0, 0, 0.5, 1]);
  });

  test('around values end at multiples of .2', () => {
    const { min, max } = axisAround([0.31, null, -0.05, 0.6]);
    expect([min, max]).toEqual([expect.closeTo(-0.2), expect.closeTo(0.6)]);
    expect(axisAround([0.4]).max).toBeGreaterThan(axisAround([0.4]).min);
    expect(axisAround([null])).toEqual({ min: -0.2, max: 1 });
  });
});
