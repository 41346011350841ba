import { contourPath } from '@/components/map/contour-path';
import { drawContours } from '@/components/map/contours';
import { isCanvasExact } from '@/components/map/exact-canvas';
import type { Heatmap } from '@/components/map/levels';
import { Painter } from '@/components/map/painter';
import { type ShownMap, ShownMaps } from '@/components/map/shown-maps';
import { readerOf } from '@/components/map/spot';
import { histogramOf } from '@/lib/image/contrast';
import type { Display } from '@/lib/image/display';
import { liesOnPhoto } from '@/lib/image/display-table';
import type { AttributionRange } from '@/lib/image/scale';
import { isSpeckled } from '@/lib/image/speckle';
import { listen } from './pointer';

/*
 * The script of a report: colours the maps as the pages do, with the same code, and reads them under the pointer. `npm run report:assets`
 * bundles it.
 */

/** A map of the document. */
interface Cell {
  frame: HTMLElement;
  map: ShownMap;
  painter: Painter | null;
  /** Width over height of the original. */
  aspect: number;
  isStale: boolean;
  /** Whether its contour lines are drawn, which do not depend on its colours. */
  hasContours: boolean;
}

/** Maps narrower than this are shown as squares, as on the pages. */
const PIXELATED_BELOW = 64;

/** Maps that are painted in one go while nobody waits for them. */
const IN_ONE_GO = 8;

let display: Display = JSON.parse(document.body.dataset.display ?? '{}');
const shown = new ShownMaps([]);
const cells = new Map<Element, Cell>();
const isReadable = isCanvasExact();

/** Whether a picture of the document can be drawn; all are loaded when this is asked. */
const isDrawable = (image: HTMLImageElement | null | undefined): image is HTMLImageElement =>
  image?.complete === true && image.naturalWidth > 0;

function heatmapOf(image: HTMLImageElement): Heatmap | null {
  const { naturalWidth: width, naturalHeight: height } = image;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) return null;
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const levels = Uint8Array.from({ length: width * height }, (_, pixel) => data[4 * pixel]);
  return {
    ...{ width, height, levels },
    histogram: histogramOf(levels),
    isSpeckled: isSpeckled({ width, height, levels }),
    coloured: null,
  };
}

function rangeOf(text: string | undefined): AttributionRange | null {
  if (!text) return null;
  const [minimum, maximum, signed] = JSON.parse(text);
  return { minimum, maximum, signed };
}

/** Puts the original under the boxes of counterfactuals, which are in the document. */
function fillBoxes(frame: HTMLElement): void {
  const original = frame.closest('[data-row]')?.querySelector<HTMLImageElement>('[data-original]');
  if (!isDrawable(original)) return;
  const ground = new Image();
  ground.src = original.src;
  ground.alt = '';
  frame.prepend(ground);
  frame.classList.add('filled');
}

/** Puts the original under a map, and a canvas over it instead of its levels. */
function prepare(image: HTMLImageElement): void {
  const frame = image.closest<HTMLElement>('[data-frame]');
  if (!frame || !isDrawable(image)) return;
  const original = image.closest('[data-row]')?.querySelector<HTMLImageElement>('[data-original]');
  const { naturalWidth, naturalHeight } = isDrawable(original) ? original : image;
  const aspect = naturalWidth / naturalHeight;
  frame.style.aspectRatio = String(aspect);
  frame.classList.add('ready');
  if (isDrawable(original)) {
    const ground = new Image();
    ground.src = original.src;
    ground.alt = '';
    ground.className = 'ground';
    frame.prepend(ground);
  }
  const heatmap = image.dataset.map === undefined ? null : heatmapOf(image);
  if (heatmap === null) return; // recorded in colour
  const canvas = document.createElement('canvas');
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', image.alt);
  const map = {
    address: String(cells.size),
    explainer: Number(image.dataset.map),
    heatmap,
    range: rangeOf(image.dataset.range),
  };
  shown.add(map);
  const cell = { frame, map, painter: Painter.on(canvas, heatmap), aspect, isStale: true, hasContours: false };
  cells.set(frame, cell);
  image.replaceWith(canvas);
  watch.observe(frame);
}

function paint(cell: Cell): void {
  if (!cell.isStale) return;
  const { frame, map, painter } = cell;
  const scale = shown.scaleOf(map, display);
  frame.classList.toggle('on-photo', liesOnPhoto(scale.axis, display));
  painter?.paint(scale, display, frame.clientWidth / map.heatmap.width || 1);
  if (map.heatmap.width < PIXELATED_BELOW) frame.querySelector('canvas')?.setAttribute('data-blocks', '');
  if (display.contours && !cell.hasContours) addContours(cell);
  cell.isStale = false;
}

/** Lines are drawn at this multiple of the pixels of the page, so that they are sharp on paper. */
const FINER = 3;

/** Puts the contour lines of a map over it. */
function addContours(cell: Cell): void {
  const { frame, map } = cell;
  const { width, height } = map.heatmap;
  cell.hasContours = true;
  const canvas = document.createElement('canvas');
  canvas.setAttribute('aria-hidden', 'true');
  const scale = Math.max(1, (FINER * frame.clientWidth) / width);
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  if (context) drawContours(context, contourPath(map.heatmap, map.range, display.sign), scale, FINER);
  frame.append(canvas);
}

/** Those near the window; the others are painted when nobody waits. */
const near = new Set<Cell>();

const watch = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const cell = cells.get(target);
      if (cell && isIntersecting) near.add(cell);
      else if (cell) near.delete(cell);
      if (cell && isIntersecting) paint(cell);
    }
  },
  { rootMargin: '50%' },
);

/** Paints all maps again, the visible ones at once. */
function repaint(): void {
  for (const cell of cells.values()) cell.isStale = true;
  for (const cell of near) paint(cell);
  workOff();
}

/** Maps that are still pictures. */
let unprepared: HTMLImageElement[] = [];

/** Does some of what is left to be done; returns whether anything is left. */
function doSome(most: number): boolean {
  const next = unprepared.splice(0, most);
  for (const image of next) prepare(image);
  if (next.length > 0) {
    // A shared scale depends on all maps of its explainer.
    if (unprepared.length === 0 && display.scale === 'shared') for (const cell of cells.values()) cell.isStale = true;
    return true;
  }
  const rest = [...cells.values()].filter(({ isStale }) => isStale).slice(0, most);
  for (const cell of rest) paint(cell);
  return rest.length > 0;
}

let isWorking = false;

/** Prepares and paints all maps, some at a time. */
function workOff(): void {
  if (isWorking) return;
  isWorking = true;
  const go = () => {
    isWorking = doSome(IN_ONE_GO);
    if (isWorking) setTimeout(go);
    else document.body.dataset.painted = '';
  };
  go();
}

/** Prepares and paints all maps at once, because they are about to be printed. */
function finish(): void {
  while (doSome(Number.POSITIVE_INFINITY));
}

/** The value of the map in a frame at a point, given as shares of the picture; null where there is none. */
function valueAt(frame: HTMLElement, u: number, v: number): string | null {
  const cell = cells.get(frame);
  return isReadable && cell ? readerOf(cell.map.heatmap, cell.map.range, cell.aspect)(u, v, cell.aspect) : null;
}

/** Shows the parts of the document that only work with this script, and hides what is said without it. */
function offerControls(): void {
  for (const part of document.querySelectorAll<HTMLElement>('[data-controls], [data-reading]')) part.hidden = false;
  for (const part of document.querySelectorAll<HTMLElement>('[data-unscripted]')) part.hidden = true;
  const [altered, reading] = ['[data-altered]', '[data-reading]'].map((part) =>
    document.querySelector<HTMLElement>(part),
  );
  if (altered && !isReadable) altered.hidden = false;
  if (reading && !isReadable) reading.hidden = true;
  const slider = document.querySelector<HTMLInputElement>('[data-blend]');
  const output = document.querySelector<HTMLElement>('[data-blend-value]');
  slider?.addEventListener('input', () => {
    display = { ...display, blend: Number(slider.value) };
    if (output) output.textContent = `${slider.value} %`;
    repaint();
  });
}

/** Begins when all pictures are loaded: they are part of the document. */
function start(): void {
  offerControls();
  for (const row of document.querySelectorAll<HTMLElement>('[data-row]')) listen(row, valueAt);
  for (const frame of document.querySelectorAll<HTMLElement>('[data-boxes]')) fillBoxes(frame);
  unprepared = [...document.querySelectorAll<HTMLImageElement>('img[data-map], img[data-coloured]')];
  addEventListener('beforeprint', finish);
  workOff();
}

if (document.readyState === 'complete') start();
else addEventListener('load', start);
