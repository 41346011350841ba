/* The first two principal components of points: the plane in which they differ most. */
import { TILE, Vectors } from './vectors';

const ITERATIONS = 100;

export interface Plane {
  /** Coordinates of the points in the plane, centred. */
  x: Float64Array;
  y: Float64Array;
  /** Shares of the variance along the two axes, 0–1; NaN where all points are equal. */
  variance: [number, number];
}

/**
 * The plane of the first two principal components, by power iteration on the covariance; deterministic, and the signs are such that
 * the coordinate of greatest size is positive.
 *
 * @param points n · dimensions values
 */
export function principalPlane(points: Float64Array, dimensions: number): Plane {
  const n = points.length / dimensions;
  const mean = new Float64Array(dimensions);
  for (let at = 0; at < points.length; at++) mean[at % dimensions] += points[at] / n;
  const centred = new Float64Array(points.length);
  for (let at = 0; at < points.length; at++) centred[at] = points[at] - mean[at % dimensions];
  const covariance = covarianceOf(centred, dimensions);
  let total = 0;
  for (let k = 0; k < dimensions; k++) total += covariance[k * dimensions + k];
  const first = principalAxis(covariance, dimensions);
  deflate(covariance, first.axis, first.value);
  const second = principalAxis(covariance, dimensions);
  return {
    x: projected(centred, first.axis),
    y: projected(centred, second.axis),
    variance: [first.value / total, second.value / total],
  };
}

function covarianceOf(centred: Float64Array, dimensions: number): Float64Array {
  const n = centred.length / dimensions;
  const covariance = new Float64Array(dimensions * dimensions);
  if (n === 0) return covariance;
  const columns = new Float64Array(centred.length);
  for (let k = 0; k < n; k++) for (let i = 0; i < dimensions; i++) columns[i * n + k] = centred[k * dimensions + i];
  const vectors = new Vectors(columns, n);
  for (let first = 0; first < dimensions; first += 2) {
    for (let left = first - (first % TILE); left < dimensions; left += TILE) {
      const products = vectors.products(first, left);
      for (let i = first; i < Math.min(dimensions, first + 2); i++) {
        for (let j = Math.max(i, left); j < Math.min(dimensions, left + TILE); j++) {
          const product = products[(i - first) * TILE + j - left];
          covariance[i * dimensions + j] = product;
          covariance[j * dimensions + i] = product;
        }
      }
    }
  }
  return covariance;
}

/** The axis of the greatest eigenvalue. Begins with the column of the greatest variance, which is never at a right angle to it. */
function principalAxis(matrix: Float64Array, dimensions: number): { axis: Float64Array; value: number } {
  let widest = 0;
  for (let k = 1; k < dimensions; k++)
    if (matrix[k * dimensions + k] > matrix[widest * dimensions + widest]) widest = k;
  let axis: Float64Array = Float64Array.from({ length: dimensions }, (_, k) => matrix[k * dimensions + widest]);
  let value = 0;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const length = Math.hypot(...axis);
    if (!(length > 0)) return { axis: new Float64Array(dimensions), value: 0 };
    const unit = axis.map((part) => part / length);
    axis = timesVector(matrix, unit);
    value = unit.reduce((sum, part, k) => sum + part * axis[k], 0);
  }
  const length = Math.hypot(...axis);
  return { axis: axis.map((part) => (length > 0 ? part / length : 0)), value };
}

function timesVector(matrix: Float64Array, vector: Float64Array): Float64Array {
  const { length } = vector;
  return vector.map((_, i) => {
    let sum = 0;
    for (let j = 0; j < length; j++) sum += matrix[i * length + j] * vector[j];
    return sum;
  });
}

function deflate(matrix: Float64Array, axis: Float64Array, value: number): void {
  const { length } = axis;
  for (let i = 0; i < length; i++) for (let j = 0; j < length; j++) matrix[i * length + j] -= value * axis[i] * axis[j];
}

function projected(centred: Float64Array, axis: Float64Array): Float64Array {
  const { length } = axis;
  const result = new Float64Array(centred.length / length);
  let greatest = 0;
  for (let k = 0; k < result.length; k++) {
    for (let i = 0; i < length; i++) result[k] += centred[k * length + i] * axis[i];
    if (Math.abs(result[k]) > Math.abs(greatest)) greatest = result[k];
  }
  return greatest < 0 ? result.map((value) => -value) : result;
}
