import type { Point } from './lasso';

/* Where the points of a scatter stand in its frame, in pixels. */

export interface Frame {
  width: number;
  height: number;
  /** Free space at each side. */
  margin: number;
}

/**
 * The positions of points, in their order: one scale for both axes, so that distances can be compared, and centred. The second axis
 * points upwards. Points that are all equal stand in the middle.
 */
export function placed(points: readonly Point[], { width, height, margin }: Frame): Point[] {
  if (points.length === 0) return [];
  const [left, right] = extent(points.map(({ x }) => x));
  const [bottom, top] = extent(points.map(({ y }) => y));
  const room = { x: Math.max(0, width - 2 * margin), y: Math.max(0, height - 2 * margin) };
  const scale = Math.min(share(room.x, right - left), share(room.y, top - bottom));
  const factor = Number.isFinite(scale) ? scale : 0;
  return points.map(({ x, y }) => ({
    x: width / 2 + factor * (x - (left + right) / 2),
    y: height / 2 - factor * (y - (bottom + top) / 2),
  }));
}

const share = (room: number, length: number): number => (length > 0 ? room / length : Number.POSITIVE_INFINITY);

function extent(values: readonly number[]): [least: number, greatest: number] {
  return values.reduce<[number, number]>(
    ([least, greatest], value) => [Math.min(least, value), Math.max(greatest, value)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

/** The grid of places to which a tile may be moved, as a share of its side. */
const STEP_SHARE = 1 / 4;

/**
 * Positions for square tiles at these points: one that would overlap an earlier one is moved to the nearest free place inside the
 * frame. Where there is none, it stays where it is.
 */
export function nudgedApart(points: readonly Point[], side: number, { width, height, margin }: Frame): Point[] {
  const steps = stepsByDistance(side * STEP_SHARE, Math.max(width, height) / 2);
  const done: Point[] = [];
  for (const point of points) {
    const isFree = ({ x, y }: Point) =>
      x >= margin &&
      x <= width - margin &&
      y >= margin &&
      y <= height - margin &&
      done.every((other) => Math.abs(other.x - x) >= side || Math.abs(other.y - y) >= side);
    const step = steps.find(({ x, y }) => isFree({ x: point.x + x, y: point.y + y })) ?? { x: 0, y: 0 };
    done.push({ x: point.x + step.x, y: point.y + step.y });
  }
  return done;
}

/** The offsets of a square grid up to `reach`, nearest first. */
function stepsByDistance(step: number, reach: number): Point[] {
  const count = Math.ceil(reach / step);
  const offsets: Point[] = [];
  for (let row = -count; row <= count; row++)
    for (let column = -count; column <= count; column++) offsets.push({ x: column * step, y: row * step });
  return offsets.sort((a, b) => a.x ** 2 + a.y ** 2 - (b.x ** 2 + b.y ** 2) || a.y - b.y || a.x - b.x);
}
