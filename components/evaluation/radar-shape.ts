/* The geometry of the radar: an axis a metric, the first upwards, the others clockwise; scores grow outwards. */

export interface Point {
  x: number;
  y: number;
}

/** The end of axis `index` of `count` at a radius. */
export function axisPoint(index: number, count: number, radius: number): Point {
  const angle = (2 * Math.PI * index) / count;
  return { x: radius * Math.sin(angle), y: -radius * Math.cos(angle) };
}

/** Where each score of an explainer stands; null where it was not scored. */
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
 * The outline through the points of an explainer as an SVG path: closed where every metric was scored, else only lines
 * between neighbours that both were, so that no line passes through a score that is missing.
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
