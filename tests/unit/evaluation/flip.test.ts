import { describe, expect, test } from 'vitest';
import { compositeScore, composites, type ScoreMatrix } from '../../../components/evaluation/composite';
import { beyond, type Flip, leadOf } from '../../../components/evaluation/flip';
import { random } from '../../support/random';

const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, weight, index) => sum + Math.abs(weight - b[index]), 0);

const leaders = (matrix: readonly number[][], weights: readonly number[]) =>
  composites(matrix, weights).flatMap(({ rank }, explainer) => (rank === 1 ? [explainer] : []));

/** All weights of `count` metrics that are multiples of 1 / `parts`. */
function* simplex(count: number, parts: number, total = parts): Generator<number[]> {
  if (count === 1) yield [total / parts];
  else
    for (let own = 0; own <= total; own++)
      for (const rest of simplex(count - 1, parts, total - own)) yield [own / parts, ...rest];
}

function flipOf(matrix: ScoreMatrix, weights: readonly number[]): Flip | null {
  const lead = leadOf(matrix, weights);
  if (lead.kind !== 'single') throw new Error('Nobody leads alone.');
  return lead.flip;
}

test('worked example: equal weights, a gap of 0.1, closed by moving a fifth', () => {
  const flip = flipOf(
    [
      [0.9, 0.5],
      [0.5, 0.7],
    ],
    [0.5, 0.5],
  );
  // 0.9 w + 0.5 (1 − w) = 0.5 w + 0.7 (1 − w) at w = 1/3.
  expect(flip?.challenger).toBe(1);
  expect(flip?.moved).toBeCloseTo(1 / 6, 12);
  expect(flip?.to).toBe(1);
  expect(flip?.from.map(({ metric }) => metric)).toEqual([0]);
  expect(flip?.weights[0]).toBeCloseTo(1 / 3, 12);
});

test('takes weight first where it helps most, then from the next metric', () => {
  const flip = flipOf(
    [
      [0.9, 0.5, 0.5],
      [0, 0.4, 0.6],
    ],
    [0.125, 0.625, 0.25],
  );
  expect(flip?.from.map(({ metric }) => metric)).toEqual([0, 1]);
  expect(flip?.from[0].weight).toBe(0.125);
  expect(flip?.to).toBe(2);
});

describe('compared with all weights on a fine grid', () => {
  const SIZES = [
    { explainers: 2, metrics: 2, parts: 200 },
    { explainers: 4, metrics: 3, parts: 50 },
    { explainers: 3, metrics: 4, parts: 20 },
  ];
  test.each(SIZES)('$explainers explainers, $metrics metrics', ({ explainers, metrics, parts }) => {
    const next = random(explainers * 10 + metrics);
    const grid = [...simplex(metrics, parts)];
    let flips = 0;
    let none = 0;
    for (let round = 0; round < 40; round++) {
      const matrix = Array.from({ length: explainers }, () => Array.from({ length: metrics }, () => next() * 2 - 0.5));
      if (round % 8 === 0) matrix[0] = matrix[0].map(() => 2); // better under every metric
      const weights = grid[Math.floor(next() * grid.length)];
      const [leader, ...tied] = leaders(matrix, weights);
      if (tied.length > 0) continue;
      const flip = flipOf(matrix, weights);
      const flipped = grid.filter((candidate) => leaders(matrix, candidate).some((other) => other !== leader));
      if (!flip) {
        none++;
        expect(flipped).toEqual([]);
        continue;
      }
      flips++;
      // It is in the simplex, has the stated distance, and the two are tied there, ahead of all others.
      expect(flip.weights.every((weight) => weight >= -1e-12)).toBe(true);
      expect(flip.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 9);
      expect(distance(flip.weights, weights)).toBeCloseTo(2 * flip.moved, 9);
      const level = matrix.map((row) => compositeScore(row, flip.weights) ?? Number.NaN);
      expect(level[flip.challenger]).toBeCloseTo(level[leader], 9);
      expect(Math.max(...level) - level[leader]).toBeLessThan(1e-9);
      // No weights on the grid with another leader are nearer, and some are not much farther away.
      const nearest = Math.min(...flipped.map((candidate) => distance(candidate, weights)));
      expect(nearest).toBeGreaterThanOrEqual(2 * flip.moved - 1e-9);
      if (flipped.length > 0) expect(nearest).toBeLessThan(2 * flip.moved + (2 * metrics) / parts + 0.1);
      // Beyond it, another explainer leads.
      expect(leaders(matrix, beyond(matrix, flip))).toEqual([flip.challenger]);
    }
    expect(flips).toBeGreaterThan(10);
    expect(none).toBeGreaterThan(0);
  });
});

test('beyond a flip the composites differ in four decimals', () => {
  const matrix = [
    [0.9, 0.5],
    [0.5, 0.7],
  ];
  const flip = flipOf(matrix, [0.5, 0.5]);
  if (!flip) throw new Error('There is a flip.');
  const weights = beyond(matrix, flip);
  const [leader, challenger] = matrix.map((row) => compositeScore(row, weights) ?? Number.NaN);
  expect(challenger - leader).toBeGreaterThanOrEqual(5e-4);
  expect(distance(weights, flip.weights)).toBeLessThan(0.01);
});

test('beyond a flip the challenger leads even if no weights make the difference visible', () => {
  const matrix = [
    [0.5, 0.5],
    [0.4, 0.5001],
  ];
  const flip = flipOf(matrix, [0.5, 0.5]);
  if (!flip) throw new Error('There is a flip.');
  expect(leaders(matrix, beyond(matrix, flip))).toEqual([1]);
});

describe('the leader', () => {
  test('is none without scores', () => {
    expect(leadOf([[null], [null]], [1])).toEqual({ kind: 'none' });
    expect(leadOf([], [])).toEqual({ kind: 'none' });
  });

  test('is several if they are tied', () => {
    expect(leadOf([[0.5], [0.5], [0.25]], [1])).toEqual({ kind: 'shared', leaders: [0, 1] });
  });

  test('cannot change if no other explainer is better under any metric', () => {
    const matrix = [
      [0.5, 0.5],
      [0.5, 0.25],
      [0.25, 0.25],
    ];
    expect(leadOf(matrix, [0.5, 0.5])).toEqual({
      kind: 'single',
      leader: 0,
      flip: null,
      never: [1, 2],
      incomparable: [],
    });
  });

  test('has no challenger without other explainers', () => {
    expect(leadOf([[0.5]], [1])).toEqual({ kind: 'single', leader: 0, flip: null, never: [], incomparable: [] });
  });

  test('is not compared with explainers scored under other metrics', () => {
    const lead = leadOf(
      [
        [0.75, 0.5],
        [0.5, null],
        [0.25, 0.75],
        [null, null],
      ],
      [0.5, 0.5],
    );
    expect(lead).toMatchObject({ kind: 'single', leader: 0, incomparable: [1], never: [] });
    expect(lead.kind === 'single' && lead.flip?.challenger).toBe(2);
  });

  test('weight is also taken from a metric under which neither was scored', () => {
    const matrix = [
      [0.75, 0.5, null],
      [0.5, 0.75, null],
    ];
    const flip = flipOf(matrix, [0.5, 0.25, 0.25]);
    expect(flip?.to).toBe(1);
    expect(flip?.moved).toBeCloseTo(0.125, 12);
    expect(flip?.from).toEqual([{ metric: 0, weight: 0.125 }]);
  });
});
