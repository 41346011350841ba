import { expect, test } from 'vitest';
import { TILE, Vectors } from '../../../lib/sketch/vectors';
import { random } from '../../support/random';

test.each([
  [1, 1],
  [3, 5],
  [70, 256],
])('the products of %i vectors of %i numbers are those of their definition; after them come zeros', (n, dimensions) => {
  const next = random(4);
  const values = new Float64Array(n * dimensions).map(() => next() - 0.5);
  const vectors = new Vectors(values, dimensions);
  const product = (a: number, b: number) => {
    let sum = 0;
    for (let k = 0; k < dimensions; k++) sum += (values[a * dimensions + k] ?? 0) * (values[b * dimensions + k] ?? 0);
    return sum;
  };
  for (const [a, b] of [
    [0, 0],
    [n - 1, Math.floor(n / 2)],
  ]) {
    const found = vectors.products(a, b);
    for (let k = 0; k < TILE; k++) {
      expect(found[k]).toBeCloseTo(product(a, b + k), 12);
      expect(found[TILE + k]).toBeCloseTo(product(a + 1, b + k), 12);
    }
  }
});
