import type { Step } from './steps';

/** The position of a step in a unit square: x from 0 (whole picture shown) to 1 (nothing shown), y from 0 (probability 1) to 1 (probability 0). */
export interface CurvePoint {
  step: number;
  x: number;
  y: number;
}

/** The points of the curve, coarse to fine; steps without a known share or probability are omitted. */
export function curvePoints(steps: readonly Step[]): CurvePoint[] {
  return steps.flatMap(({ number, share, confidence }) =>
    share === null || confidence === null ? [] : [{ step: number, x: 1 - share, y: heightOf(confidence) }],
  );
}

/** The distance of a probability from the top, 0–1. */
export function heightOf(probability: number): number {
  return 1 - Math.min(1, Math.max(0, probability));
}

/** The point nearest to a position in the unit square, which is stretched to `aspect` times its height; the first one of a tie. */
export function nearestPoint(
  points: readonly CurvePoint[],
  place: { x: number; y: number },
  aspect: number,
): CurvePoint | null {
  const distance = ({ x, y }: CurvePoint) => Math.hypot((x - place.x) * aspect, y - place.y);
  return points.reduce<CurvePoint | null>(
    (nearest, point) => (nearest === null || distance(point) < distance(nearest) ? point : nearest),
    null,
  );
}
