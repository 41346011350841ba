import { blur2 } from 'd3-array';
import { contours } from 'd3-contour';
import { type Blocks, blocksOf, outline, pixelBlocks } from '@/lib/image/coarse';
import type { Sign } from '@/lib/image/display';
import { type AttributionRange, ownScale } from '@/lib/image/scale';
import { type Heatmap, PIXELATED_BELOW } from './levels';

/** The lines enclose these shares of the most salient pixels, percent. */
const CONTOUR_PERCENTS = [5, 25] as const;

/** Gradient maps are noisy: they are blurred by this share of their longer side. */
const BLUR = 0.02;

/**
 * The contour lines of a heatmap, in pixels of the heatmap, independent of its colours: where its salience (for signed maps the
 * magnitude of the part selected by `sign`) crosses the level that `CONTOUR_PERCENTS` of its pixels reach. Lines of a coarse map run
 * along the edges of its blocks; any other map is blurred (three box blurs, nearly a gaussian) and interpolated between the centres
 * of pixels (marching squares, d3-contour).
 */
export function contourPath(heatmap: Heatmap, range: AttributionRange | null, sign: Sign): Path2D {
  const { positions } = ownScale({ histogram: heatmap.histogram, range }, sign);
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

function smoothContours({ width, height, levels }: Heatmap, positions: Uint16Array): Path2D {
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
