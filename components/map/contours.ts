import { type Blocks, blocksOf, outline, pixelBlocks } from '@/lib/image/coarse';
import type { Sign } from '@/lib/image/display';
import { type AttributionRange, ownScale } from '@/lib/image/scale';
import { type Heatmap, PIXELATED_BELOW } from './levels';

/** The lines enclose these shares of the most salient pixels, percent. */
export const CONTOUR_PERCENTS = [5, 25] as const;

const lines = new WeakMap<Heatmap, Map<Sign, Promise<Path2D>>>();
let last: Promise<unknown> = Promise.resolve();

/** Gradient maps are noisy: they are blurred by this share of their longer side. */
const BLUR = 0.02;

/**
 * The contour lines of a heatmap, in pixels of the heatmap, independent of its colours: where its salience (for signed maps the
 * magnitude of the part selected by `sign`) crosses the level that `CONTOUR_PERCENTS` of its pixels reach. Lines of a coarse map run
 * along the edges of its blocks; any other map is blurred (three box blurs, nearly a gaussian) and interpolated between the centres
 * of pixels (marching squares, d3-contour). Computed once per map, one map at a time, so that the page stays responsive.
 */
export function contoursOf(heatmap: Heatmap, range: AttributionRange | null, sign: Sign): Promise<Path2D> {
  const bySign = lines.get(heatmap) ?? new Map<Sign, Promise<Path2D>>();
  lines.set(heatmap, bySign);
  // The lines of an unsigned map do not depend on the sign, and those of a signed map are the same for `all` and `absolute`.
  const kind = !range?.signed || sign === 'absolute' ? 'all' : sign;
  let path = bySign.get(kind);
  if (!path) {
    const { positions } = ownScale({ histogram: heatmap.histogram, range }, kind);
    path = last.then(() => computeContours(heatmap, positions));
    last = path.then(nextTask, nextTask);
    bySign.set(kind, path);
  }
  return path;
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

async function computeContours(heatmap: Heatmap, positions: Uint16Array): Promise<Path2D> {
  const blocks = heatmap.width < PIXELATED_BELOW ? pixelBlocks(heatmap) : blocksOf(heatmap);
  return blocks ? blockContours(blocks, positions) : smoothContours(heatmap, positions);
}

function blockContours(blocks: Blocks, positions: Uint16Array): Path2D {
  const path = new Path2D();
  for (const percent of CONTOUR_PERCENTS) {
    for (const [x1, y1, x2, y2] of outline(blocks, positions, percent)) {
      path.moveTo(x1, y1);
      path.lineTo(x2, y2);
    }
  }
  return path;
}

async function smoothContours({ width, height, levels }: Heatmap, positions: Uint16Array): Promise<Path2D> {
  const [{ contours }, { blur2 }] = await Promise.all([import('d3-contour'), import('d3-array')]);
  const { data } = blur2(
    { data: Float32Array.from(levels, (level) => positions[level]), width, height },
    BLUR * Math.max(width, height),
  );
  const smooth = Array.from(data);
  const ascending = Float32Array.from(smooth).sort();
  const thresholds = CONTOUR_PERCENTS.map((percent) => ascending[Math.floor((1 - percent / 100) * ascending.length)]);
  const path = new Path2D();
  for (const { coordinates } of contours()
    .size([width, height])
    .thresholds(thresholds.filter((level) => level > ascending[0]))(smooth)) {
    for (const ring of coordinates.flat()) {
      for (const [index, [x, y]] of ring.entries()) {
        if (index === 0) path.moveTo(x, y);
        else path.lineTo(x, y);
      }
      path.closePath();
    }
  }
  return path;
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
