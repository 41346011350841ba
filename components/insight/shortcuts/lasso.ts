/* The geometry of a selection in a plane, in pixels. */

export interface Point {
  x: number;
  y: number;
}

/** Points of a drawn line that are nearer than this to the last one are left out. */
const MIN_STEP = 3;

/** The line with one more point, unless that is too near to the last one. */
export function drawnTo(line: readonly Point[], next: Point): readonly Point[] {
  const last = line.at(-1);
  return last && Math.hypot(next.x - last.x, next.y - last.y) < MIN_STEP ? line : [...line, next];
}

/** Whether a point lies inside a closed polygon, by the even-odd rule; never inside of fewer than three corners. */
export function isInside(polygon: readonly Point[], { x, y }: Point): boolean {
  let isIn = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i++) {
    const [a, b] = [polygon[i], polygon[j]];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isIn = !isIn;
  }
  return isIn;
}

/**
 * The convex outline of squares around some points: corners in clockwise order on the screen, starting at the left.
 *
 * @param reach half the side of a square
 */
export function outlineOf(points: readonly Point[], reach: number): Point[] {
  const corners = points
    .flatMap(({ x, y }) => [-reach, reach].flatMap((dx) => [-reach, reach].map((dy) => ({ x: x + dx, y: y + dy }))))
    .sort((a, b) => a.x - b.x || a.y - b.y);
  // Andrew's monotone chain: one half of the hull from left to right, the other one back.
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const corner of ordered) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], corner) <= 0) chain.pop();
      chain.push(corner);
    }
    return chain.slice(0, -1);
  };
  return [...half(corners), ...half(corners.reverse())];
}

/** Positive if the way from `a` over `b` to `c` turns clockwise on the screen. */
function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/** A closed polygon as the data of an SVG path. */
export function pathOf(polygon: readonly Point[]): string {
  if (polygon.length === 0) return '';
  return `M${polygon.map(({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`;
}
