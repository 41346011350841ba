import { GRID, type Region } from '@/lib/api/region';

/** Cells of a mean map. */
export const CELLS = GRID * GRID;

/** The 256 cells of a mean map, in rows from the top; 255 is the greatest. Null if the text does not hold so many. */
export function cellsOf(base64: string): Uint8Array | null {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return bytes.length === CELLS ? bytes : null;
}

/** The share of the mass of a mean map that lies in a region, 0–1; 0 for a map without mass. */
export function massInside(cells: Uint8Array, { x0, y0, x1, y1 }: Region): number {
  let inside = 0;
  let all = 0;
  cells.forEach((cell, index) => {
    const [x, y] = [index % GRID, Math.floor(index / GRID)];
    all += cell;
    if (x >= x0 && x < x1 && y >= y0 && y < y1) inside += cell;
  });
  return all === 0 ? 0 : inside / all;
}

/** The share of the picture that a region covers, 0–1. */
export function areaOf({ x0, y0, x1, y1 }: Region): number {
  return ((x1 - x0) * (y1 - y0)) / CELLS;
}
