/* The geometry of the radar chart: one axis for each metric, the first points up, the others follow clockwise; scores grow outwards. */

export interface Point {
  x: number;
  y: number;
}

/** The end of axis `index` of `count` at a radius. */
export function axisPoint(index: number, count: number, radius: number): Point {
  const angle = (2 * Math.PI * index) / count;
  return { x: radius * Math.sin(angle), y: -radius * Math.cos(angle) };
}

/** The point of each score of an explainer; null if not scored. */
export function scorePoints(
  scores: readonly (number | null)[],
  { min, max }: { min: number; max: number },
  radius: number,
): (Point | null)[] {
  return scores.map((score, index) =>
    score === null ? null : axisPoint(index, scores.length, (radius * (score - min)) / (max - min)),
  );
}

/**
 * The outline through the points of an explainer as an SVG path: closed if every metric was scored, else only lines
 * between neighbouring scored metrics, so that no line crosses a missing score.
 */
export function outline(points: readonly (Point | null)[]): string {
  const at = ({ x, y }: Point) => `${x.toFixed(2)} ${y.toFixed(2)}`;
  const known = points.filter((point) => point !== null);
  if (known.length === points.length) return `M${known.map(at).join('L')}Z`;
  const lines = points.flatMap((point, index) => {
    const next = points[(index + 1) % points.length];
    return point && next ? [`M${at(point)}L${at(next)}`] : [];
  });
  return lines.join('');
}
