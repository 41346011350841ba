import type { SaliencyState } from '@/lib/api/search-params';

/** Widths of a map in each layout, pixels. */
export const SIZES = {
  rows: { min: 96, max: 640, usual: 320 },
  wall: { min: 64, max: 320, usual: 148 },
} as const;

/** The width that a view's state asks for. */
export function pixelsOf({ layout, px }: Pick<SaliencyState, 'layout' | 'px'>): number {
  const { min, max, usual } = SIZES[layout];
  return Math.min(max, Math.max(min, px ?? usual));
}
