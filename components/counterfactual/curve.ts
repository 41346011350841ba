import type { Step } from './steps';

/** Where a step stands on the curve, in a unit square: from all of the picture shown (x 0) to nothing (x 1), from probability 1 (y 0) to 0 (y 1). */
export interface CurvePoint {
  step: number;
  x: number;
  y: number;
}

/** The points of the curve, coarse to fine; a step whose share or probability is not known is not on it. */
export function curvePoints(steps: readonly Step[]): CurvePoint[] {
  return steps.flatMap(({ number, share, confidence }) =>
    share === null || confidence === null ? [] : [{ step: number, x: 1 - share, y: heightOf(confidence) }],
  );
}

/** How far below the top a probability stands, 0–1. */
export function heightOf(probability: number): number {
  return 1 - Math.min(1, Math.max(0, probability));
}

/** The point nearest to a place in the same unit square, stretched to `aspect` times its height; the first of equally near ones. */
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
