import { canvasOf, type Drawing, type FigureFormat, fontOf, type Place, type TextLook } from './drawing';
import { PngDrawing } from './drawing-png';
import { SVG_FONTS, SvgDrawing } from './drawing-svg';

/*
 * Combines the pictures of a page into one figure as they are shown, with captions and a legend. It is drawn from the document, so that
 * contrast, threshold, contours and zoom are the visible ones. In an SVG, texts are text, and what a frame shows is one picture.
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

/** Lengths in pixels of the figure. Frames have a minimum size, because a figure is made for a page of paper. */
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
const BADGE = { colour: '#000000', opacity: 0.75 };

const HEADING: TextLook = { size: 16, isBold: true, colour: INK };
const PLAIN: TextLook = { size: 13, colour: INK };
const SMALL: TextLook = { size: 11, colour: INK };

/** The width of a text in a look. */
type Measure = (text: string, look: TextLook) => number;

/**
 * Draws a figure. Its frames have their size on the screen, at least 320 pixels.
 *
 * @throws Error if the browser cannot create the file
 */
export async function drawFigure(
  { frames, columns, title, legend, bars }: Figure,
  format: FigureFormat,
): Promise<Blob> {
  const shown = Math.max(0, ...frames.map(({ clientWidth }) => clientWidth));
  const frameWide = Math.max(MIN_FRAME, Math.round(shown * devicePixelRatio));
  const frameHigh = Math.round(frameWide * (frames.length > 0 ? frames[0].clientHeight / frames[0].clientWidth : 1));
  const rows = Math.ceil(frames.length / columns);
  const family = format === 'svg' ? SVG_FONTS : getComputedStyle(document.body).fontFamily;
  const measure = measureIn(family);

  const wide = Math.max(MIN_WIDTH, 2 * MARGIN + columns * (frameWide + GAP) - GAP);
  // A single bar is drawn before the text, several are drawn above it.
  const perRow = Math.max(1, Math.floor((wide - 2 * MARGIN + GAP) / (RAMP.width + GAP)));
  const barRows = bars.length > 1 ? Math.ceil(bars.length / perRow) : 0;
  const beside = barRows === 0 && bars.length > 0 ? MARGIN + RAMP.width + GAP : MARGIN;
  const lines = linesOf(measure, legend, wide - beside - MARGIN);
  const words = (lines.length - 1) * LINE;
  const high = 2 * MARGIN + TITLE + rows * (frameHigh + CAPTION + GAP) + barRows * RAMP.row + LEGEND + words;
  const drawing = format === 'svg' ? new SvgDrawing(wide, high, title) : new PngDrawing(wide, high, family);
  drawing.rectangle({ x: 0, y: 0, wide, high }, PAPER);
  const heading = fitted(measure, title, wide - 2 * MARGIN, HEADING);
  drawing.text(heading, MARGIN, MARGIN + TITLE / 3, HEADING);

  frames.forEach((frame, index) => {
    const x = MARGIN + (index % columns) * (frameWide + GAP);
    const y = MARGIN + TITLE + Math.floor(index / columns) * (frameHigh + CAPTION + GAP);
    drawFrame(drawing, measure, frame, { x, y, wide: frameWide, high: frameHigh });
    const caption = fitted(measure, frame.dataset.caption ?? '', frameWide, PLAIN);
    drawing.text(caption, x, y + frameHigh + CAPTION / 2, PLAIN);
  });

  const y = high - MARGIN - LEGEND / 3 - words;
  bars.forEach((bar, index) => {
    const row = barRows === 0 ? 0 : Math.floor(index / perRow) - barRows;
    drawBar(drawing, measure, bar, MARGIN + (index % perRow) * (RAMP.width + GAP), y + row * RAMP.row);
  });
  for (const [index, line] of lines.entries()) drawing.text(line, beside, y + index * LINE, PLAIN);
  return drawing.finish();
}

function measureIn(family: string): Measure {
  const { context } = canvasOf(1, 1);
  return (text, look) => {
    context.font = fontOf(look, family);
    return context.measureText(text).width;
  };
}

/** Draws a colour bar at the height `y`, with its title above and its marks below. */
function drawBar(drawing: Drawing, measure: Measure, { title, ramp, marks }: LegendBar, x: number, y: number): void {
  drawing.ramp({ x, y: y - RAMP.height / 2, wide: RAMP.width, high: RAMP.height }, ramp);
  if (title !== '') drawing.text(fitted(measure, title, RAMP.width, SMALL), x, y - LINE, SMALL);
  for (const [index, mark] of marks.entries()) {
    const share = index / Math.max(1, marks.length - 1);
    drawing.text(mark, x + share * (RAMP.width - measure(mark, SMALL)), y + LINE, SMALL);
  }
}

/** A text that is truncated at its end to fit into `width`. */
function fitted(measure: Measure, text: string, width: number, look: TextLook): string {
  if (measure(text, look) <= width) return text;
  let length = text.length;
  while (length > 0 && measure(`${text.slice(0, length)}…`, look) > width) length--;
  return `${text.slice(0, length)}…`;
}

/** A text in lines of at most `width`, broken between words. */
function linesOf(measure: Measure, text: string, width: number): string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const longer = `${lines[lines.length - 1]} ${word}`.trim();
    if (measure(longer, PLAIN) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function drawFrame(drawing: Drawing, measure: Measure, frame: HTMLElement, place: Place): void {
  const { wide, high } = place;
  const style = getComputedStyle(frame);
  const number = (name: string, usual: number) => Number(style.getPropertyValue(name) || usual);
  const scale = number('--zoom', 1);
  drawing.picture(place, (context) => {
    context.fillStyle = WELL;
    context.fillRect(0, 0, wide, high);
    context.translate(number('--pan-x', 0) * wide, number('--pan-y', 0) * high);
    context.scale(scale, scale);
    for (const picture of frame.querySelectorAll<HTMLImageElement | HTMLCanvasElement>('img, canvas'))
      drawPicture(context, picture, wide, high);
  });
  drawNotes(drawing, measure, frame, place);
}

/** Draws the text of a frame: over the whole frame if there is no map, else a note in its corner. */
function drawNotes(drawing: Drawing, measure: Measure, frame: HTMLElement, place: Place): void {
  const { x, y, wide, high } = place;
  const fault = frame.querySelector('[data-cell]')?.querySelector('[id]')?.textContent;
  if (fault) {
    drawing.rectangle(place, WELL);
    for (const [index, line] of linesOf(measure, fault, wide - 2 * GAP).entries())
      drawing.text(fitted(measure, line, wide - 2 * GAP, PLAIN), x + GAP, y + high / 2 + index * LINE, PLAIN);
  }
  const remark = frame.querySelector('[data-remark]')?.textContent;
  if (remark) {
    const badge = { x, y, wide: measure(remark, PLAIN) + GAP, high: LINE + GAP / 2 };
    drawing.rectangle(badge, BADGE.colour, BADGE.opacity);
    drawing.text(remark, x + GAP / 2, y + badge.high / 2, { ...PLAIN, colour: PAPER });
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
