import type { SampleJson } from '@/lib/api/sample-answers';

/** A rectangle of the original, in its pixels: left, top, width, height. */
export type Box = SampleJson['counterfactuals'][number]['layers'][number]['boxes'][number];

/** Width and height of a picture, pixels. */
export interface Size {
  width: number;
  height: number;
}

/**
 * The share of a picture that is inside boxes, 0–1: the area of the union of the boxes, clipped to the picture. Overlaps
 * count once. The result is exact: the edges of the boxes divide the picture into vertical strips, and in each strip the
 * boxes are intervals.
 */
export function revealedShare(boxes: readonly Box[], { width, height }: Size): number {
  const inside = boxes
    .map(([x, y, w, h]) => ({
      left: Math.max(0, x),
      right: Math.min(width, x + w),
      top: Math.max(0, y),
      bottom: Math.min(height, y + h),
    }))
    .filter(({ left, right, top, bottom }) => left < right && top < bottom)
    .sort((a, b) => a.top - b.top);
  const edges = [...new Set(inside.flatMap(({ left, right }) => [left, right]))].sort((a, b) => a - b);
  let area = 0;
  edges.slice(1).forEach((right, index) => {
    const left = edges[index];
    let covered = 0;
    let down = 0;
    for (const box of inside) {
      if (box.left > left || box.right < right || box.bottom <= down) continue;
      covered += box.bottom - Math.max(box.top, down);
      down = box.bottom;
    }
    area += covered * (right - left);
  });
  return area / (width * height);
}
