/*
 * The visible part of a picture. All pictures of a row have frames of the same shape, so they can share one view: lengths
 * are shares of the frame's width and height, the top left corner of the picture is at (x, y), and it is `scale` times as large as the frame.
 */
export interface View {
  scale: number;
  x: number;
  y: number;
}

export const WHOLE: View = { scale: 1, x: 0, y: 0 };

/** At this zoom a picture of 224 pixels fills a large window 16 times over, and its pixels are as large as a thumb. */
const MAX_SCALE = 16;

/** The view zoomed by `factor`; the point `(u, v)` of the frame is fixed. */
export function zoomAt({ scale, x, y }: View, factor: number, u: number, v: number): View {
  const nearer = Math.min(MAX_SCALE, Math.max(1, scale * factor));
  const ratio = nearer / scale;
  return within({ scale: nearer, x: u - (u - x) * ratio, y: v - (v - y) * ratio });
}

/** The view moved by shares of the frame. */
export function pan({ scale, x, y }: View, du: number, dv: number): View {
  return within({ scale, x: x + du, y: y + dv });
}

/** Limits the view so that the picture always fills the frame. */
function within({ scale, x, y }: View): View {
  const clamp = (corner: number) => Math.min(0, Math.max(1 - scale, corner));
  return { scale, x: clamp(x), y: clamp(y) };
}

/** The point of the picture, as shares of its side, that is visible at `(u, v)` of the frame. */
export function pictureAt({ scale, x, y }: View, u: number, v: number): { u: number; v: number } {
  return { u: (u - x) / scale, v: (v - y) / scale };
}
