/*
 * Combines the pictures of a page into one PNG as they are shown, with captions and a legend. It is
 * drawn from the document, so that contrast, threshold, contours and zoom are the visible ones.
 */

interface Figure {
  /** Frames (`data-frame`) with their captions (`data-caption`), row by row. */
  frames: readonly HTMLElement[];
  columns: number;
  title: string;
  legend: string;
  bars: readonly LegendBar[];
}

/** Colours from the least to the most salient, or from against to for. */
export interface LegendBar {
  /** The name of the explainer; empty if the bar is for all. */
  title: string;
  ramp: readonly string[];
  /** Labels at the ends of the bar, and in the middle if there are three. */
  marks: readonly string[];
}

/** Lengths in pixels of the PNG. Frames have a minimum size, because a figure is made for a page of paper. */
const MIN_FRAME = 320;
const GAP = 16;
const MARGIN = 24;
const CAPTION = 26;
const TITLE = 36;
const LEGEND = 40;
const LINE = 18;
const MIN_WIDTH = 480;
const RAMP = { width: 160, height: 12, row: 64 };

const PAPER = '#ffffff';
const INK = '#16181c';
const WELL = '#ececea';
const BADGE = 'rgb(0 0 0 / .75)';

/**
 * Draws a figure. Its frames have their size on the screen, at least 320 pixels.
 *
 * @throws Error if the browser cannot create the PNG
 */
export async function drawFigure({ frames, columns, title, legend, bars }: Figure): Promise<Blob> {
  const shown = Math.max(0, ...frames.map(({ clientWidth }) => clientWidth));
  const wide = Math.max(MIN_FRAME, Math.round(shown * devicePixelRatio));
  const high = Math.round(wide * (frames.length > 0 ? frames[0].clientHeight / frames[0].clientWidth : 1));
  const rows = Math.ceil(frames.length / columns);
  const canvas = document.createElement('canvas');
  const font = getComputedStyle(document.body).fontFamily;
  const plain = `13px ${font}`;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas.');

  canvas.width = Math.max(MIN_WIDTH, 2 * MARGIN + columns * (wide + GAP) - GAP);
  // Resizing a canvas resets its font.
  context.font = plain;
  // A single bar is drawn before the text, several are drawn above it.
  const perRow = Math.max(1, Math.floor((canvas.width - 2 * MARGIN + GAP) / (RAMP.width + GAP)));
  const barRows = bars.length > 1 ? Math.ceil(bars.length / perRow) : 0;
  const beside = barRows === 0 ? MARGIN + RAMP.width + GAP : MARGIN;
  const lines = linesOf(context, legend, canvas.width - beside - MARGIN);
  const words = (lines.length - 1) * LINE;
  canvas.height = 2 * MARGIN + TITLE + rows * (high + CAPTION + GAP) + barRows * RAMP.row + LEGEND + words;
  context.fillStyle = PAPER;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = 'middle';
  context.fillStyle = INK;
  context.font = `600 16px ${font}`;
  context.fillText(fitted(context, title, canvas.width - 2 * MARGIN), MARGIN, MARGIN + TITLE / 3);

  context.font = plain;
  frames.forEach((frame, index) => {
    const x = MARGIN + (index % columns) * (wide + GAP);
    const y = MARGIN + TITLE + Math.floor(index / columns) * (high + CAPTION + GAP);
    drawFrame(context, frame, { x, y, wide, high });
    context.fillStyle = INK;
    context.fillText(fitted(context, frame.dataset.caption ?? '', wide), x, y + high + CAPTION / 2);
  });

  const y = canvas.height - MARGIN - LEGEND / 3 - words;
  context.font = `11px ${font}`;
  bars.forEach((bar, index) => {
    const row = barRows === 0 ? 0 : Math.floor(index / perRow) - barRows;
    drawBar(context, bar, MARGIN + (index % perRow) * (RAMP.width + GAP), y + row * RAMP.row);
  });
  context.font = plain;
  context.fillStyle = INK;
  for (const [index, line] of lines.entries()) context.fillText(line, beside, y + index * LINE);
  return pngOf(canvas);
}

/** Draws a colour bar at the height `y`, with its title above and its marks below. */
function drawBar(context: CanvasRenderingContext2D, { title, ramp, marks }: LegendBar, x: number, y: number): void {
  const gradient = context.createLinearGradient(x, 0, x + RAMP.width, 0);
  for (const [stop, colour] of ramp.entries()) gradient.addColorStop(stop / (ramp.length - 1), colour);
  context.fillStyle = gradient;
  context.fillRect(x, y - RAMP.height / 2, RAMP.width, RAMP.height);
  context.fillStyle = INK;
  context.fillText(fitted(context, title, RAMP.width), x, y - LINE);
  for (const [index, mark] of marks.entries()) {
    const share = index / Math.max(1, marks.length - 1);
    context.fillText(mark, x + share * (RAMP.width - context.measureText(mark).width), y + LINE);
  }
}

/** A text that is truncated at its end to fit into `width`. */
function fitted(context: CanvasRenderingContext2D, text: string, width: number): string {
  if (context.measureText(text).width <= width) return text;
  let length = text.length;
  while (length > 0 && context.measureText(`${text.slice(0, length)}…`).width > width) length--;
  return `${text.slice(0, length)}…`;
}

/** A text in lines of at most `width`, broken between words. */
function linesOf(context: CanvasRenderingContext2D, text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** The position and size of a frame in the figure. */
interface Rectangle {
  x: number;
  y: number;
  wide: number;
  high: number;
}

function drawFrame(context: CanvasRenderingContext2D, frame: HTMLElement, rectangle: Rectangle): void {
  const { x, y, wide, high } = rectangle;
  const style = getComputedStyle(frame);
  const number = (name: string, usual: number) => Number(style.getPropertyValue(name) || usual);
  const scale = number('--zoom', 1);
  context.save();
  context.beginPath();
  context.rect(x, y, wide, high);
  context.clip();
  context.fillStyle = WELL;
  context.fillRect(x, y, wide, high);
  context.translate(x + number('--pan-x', 0) * wide, y + number('--pan-y', 0) * high);
  context.scale(scale, scale);
  for (const picture of frame.querySelectorAll<HTMLImageElement | HTMLCanvasElement>('img, canvas')) {
    drawPicture(context, picture, wide, high);
  }
  context.restore();
  drawNotes(context, frame, rectangle);
}

/** Draws the text of a frame: over the whole frame if there is no map, else a note in its corner. */
function drawNotes(context: CanvasRenderingContext2D, frame: HTMLElement, { x, y, wide, high }: Rectangle): void {
  const fault = frame.querySelector('[data-cell]')?.querySelector('[id]')?.textContent;
  if (fault) {
    context.fillStyle = WELL;
    context.fillRect(x, y, wide, high);
    context.fillStyle = INK;
    for (const [index, line] of linesOf(context, fault, wide - 2 * GAP).entries())
      context.fillText(fitted(context, line, wide - 2 * GAP), x + GAP, y + high / 2 + index * LINE);
  }
  const remark = frame.querySelector('[data-remark]')?.textContent;
  if (remark) {
    context.fillStyle = BADGE;
    context.fillRect(x, y, context.measureText(remark).width + GAP, LINE + GAP / 2);
    context.fillStyle = PAPER;
    context.fillText(remark, x + GAP / 2, y + (LINE + GAP / 2) / 2);
  }
}

/** Draws a picture at its position in its frame, which is `across` wide and `down` high. */
function drawPicture(
  context: CanvasRenderingContext2D,
  picture: HTMLImageElement | HTMLCanvasElement,
  across: number,
  down: number,
): void {
  const { visibility, filter, objectFit, imageRendering } = getComputedStyle(picture);
  const isImage = picture instanceof HTMLImageElement;
  const [wide, high] = isImage ? [picture.naturalWidth, picture.naturalHeight] : [picture.width, picture.height];
  const frame = picture.closest<HTMLElement>('[data-frame]')?.clientWidth ?? across;
  if (visibility === 'hidden' || wide === 0 || frame === 0) return;
  const box = { width: (picture.clientWidth / frame) * across, height: (picture.clientHeight / frame) * across };
  const fit = objectFit === 'fill' ? null : Math.min(box.width / wide, box.height / high);
  const width = fit === null ? box.width : wide * fit;
  const height = fit === null ? box.height : high * fit;
  context.filter = filter;
  context.imageSmoothingEnabled = imageRendering !== 'pixelated';
  context.drawImage(picture, (across - width) / 2, (down - height) / 2, width, height);
  context.filter = 'none';
}

function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The figure is too large for a PNG.'))));
  });
}
