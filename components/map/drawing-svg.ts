import { canvasOf, type Drawing, type Place, type TextLook } from './drawing';

/** Fonts that are there where papers are made, before any other without serifs. */
export const SVG_FONTS = 'Helvetica, Arial, sans-serif';

/** From the middle of a line of text down to its baseline, as a share of its size: half of the height of an x, and a bit. */
const BASELINE = 0.35;

/** What XML 1.0 cannot hold, even escaped. */
const UNWRITABLE = /[^\P{Cc}\t\n]|[\p{Cs}\ufffe\uffff]/gu;

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

function escaped(text: string): string {
  return text.replace(UNWRITABLE, '\ufffd').replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** At most two decimals. */
const short = (value: number) => String(Math.round(100 * value) / 100);

/**
 * Draws a figure as SVG 1.1 with what any program understands: rectangles, gradients, text in common fonts, and pictures in it as PNG. No
 * styles, scripts or foreign objects.
 */
export class SvgDrawing implements Drawing {
  readonly #head: string;
  readonly #parts: string[] = [];
  readonly #gradients: string[] = [];

  constructor(wide: number, high: number, title: string) {
    const size = `width="${wide}" height="${high}" viewBox="0 0 ${wide} ${high}"`;
    const spaces = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
    this.#head = `<svg ${spaces} version="1.1" ${size} font-family="${SVG_FONTS}">\n<title>${escaped(title)}</title>`;
  }

  rectangle(place: Place, colour: string, opacity = 1): void {
    const fill = `fill="${colour}"${opacity < 1 ? ` fill-opacity="${opacity}"` : ''}`;
    this.#parts.push(`<rect ${attributesOf(place)} ${fill}/>`);
  }

  text(text: string, x: number, y: number, { size, isBold, colour }: TextLook): void {
    const at = `x="${short(x)}" y="${short(y + BASELINE * size)}"`;
    const look = `font-size="${size}"${isBold ? ' font-weight="bold"' : ''} fill="${colour}"`;
    this.#parts.push(`<text ${at} ${look} xml:space="preserve">${escaped(text)}</text>`);
  }

  ramp(place: Place, colours: readonly string[]): void {
    const id = `ramp-${this.#gradients.length}`;
    const stops = colours.map(
      (colour, k) => `<stop offset="${short((100 * k) / (colours.length - 1))}%" stop-color="${hexOf(colour)}"/>`,
    );
    this.#gradients.push(`<linearGradient id="${id}">${stops.join('')}</linearGradient>`);
    this.#parts.push(`<rect ${attributesOf(place)} fill="url(#${id})"/>`);
  }

  picture(place: Place, paint: (context: CanvasRenderingContext2D) => void): void {
    const { canvas, context } = canvasOf(place.wide, place.high);
    paint(context);
    const address = canvas.toDataURL('image/png');
    this.#parts.push(`<image ${attributesOf(place)} preserveAspectRatio="none" xlink:href="${address}"/>`);
  }

  async finish(): Promise<Blob> {
    const defs = this.#gradients.length > 0 ? [`<defs>${this.#gradients.join('')}</defs>`] : [];
    const text = [this.#head, ...defs, ...this.#parts, '</svg>\n'].join('\n');
    return new Blob([text], { type: 'image/svg+xml' });
  }
}

function attributesOf({ x, y, wide, high }: Place): string {
  return `x="${short(x)}" y="${short(y)}" width="${short(wide)}" height="${short(high)}"`;
}

/** A CSS colour `rgb(r g b)` in hexadecimal, which older programs understand. */
function hexOf(colour: string): string {
  const numbers = /^rgb\((\d+) (\d+) (\d+)\)$/.exec(colour);
  if (numbers === null) return colour;
  return `#${numbers
    .slice(1)
    .map((value) => Number(value).toString(16).padStart(2, '0'))
    .join('')}`;
}
