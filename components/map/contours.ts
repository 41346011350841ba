import type { Sign } from '@/lib/image/display';
import type { AttributionRange } from '@/lib/image/scale';
import type { Heatmap } from './levels';

const lines = new WeakMap<Heatmap, Map<Sign, Promise<Path2D>>>();
let last: Promise<unknown> = Promise.resolve();

/**
 * The contour lines of a heatmap, see `contourPath`. Computed once per map, one map at a time, so that the page stays responsive; what
 * computes them is loaded by the first one.
 */
export function contoursOf(heatmap: Heatmap, range: AttributionRange | null, sign: Sign): Promise<Path2D> {
  const bySign = lines.get(heatmap) ?? new Map<Sign, Promise<Path2D>>();
  lines.set(heatmap, bySign);
  // The lines of an unsigned map do not depend on the sign, and those of a signed map are the same for `all` and `absolute`.
  const kind = !range?.signed || sign === 'absolute' ? 'all' : sign;
  let path = bySign.get(kind);
  if (!path) {
    path = last.then(() => import('./contour-path')).then(({ contourPath }) => contourPath(heatmap, range, kind));
    last = path.then(nextTask, nextTask);
    bySign.set(kind, path);
  }
  return path;
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** Width of a line, and of the outline that separates it from bright maps, CSS pixels. */
const LINE = 1.25;
const SHADE = 3;

/** Draws contour lines of a map of `size` on `context`, at `scale` device pixels per pixel of the map. */
export function drawContours(context: CanvasRenderingContext2D, path: Path2D, scale: number, density: number): void {
  context.save();
  context.scale(scale, scale);
  context.lineJoin = 'round';
  context.lineCap = 'square';
  context.strokeStyle = 'rgb(0 0 0 / .55)';
  context.lineWidth = (SHADE * density) / scale;
  context.stroke(path);
  context.strokeStyle = '#fff';
  context.lineWidth = (LINE * density) / scale;
  context.stroke(path);
  context.restore();
}
