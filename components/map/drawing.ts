/* What a figure is drawn on: a canvas that becomes a PNG, or an SVG. Lengths are pixels, from the top left corner. */

export type FigureFormat = 'png' | 'svg';

/** The position and size of a part of a figure. */
export interface Place {
  x: number;
  y: number;
  wide: number;
  high: number;
}

export interface TextLook {
  size: number;
  isBold?: boolean;
  colour: string;
}

export interface Drawing {
  /** Fills a rectangle; colours are hexadecimal. */
  rectangle(place: Place, colour: string, opacity?: number): void;
  /** Writes a line of text from `x` on; `y` is the middle of its height. */
  text(text: string, x: number, y: number, look: TextLook): void;
  /** Colours from left to right. */
  ramp(place: Place, colours: readonly string[]): void;
  /** Pixels: `paint` draws them from (0, 0) on, in the size of the place. */
  picture(place: Place, paint: (context: CanvasRenderingContext2D) => void): void;
  /** The file. Rejects if the browser cannot make it. */
  finish(): Promise<Blob>;
}

/** A canvas of a size, and what draws on it. Throws if the browser has none. */
export function canvasOf(wide: number, high: number) {
  const canvas = document.createElement('canvas');
  canvas.width = wide;
  canvas.height = high;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas.');
  return { canvas, context };
}

/** The CSS font of a text. */
export const fontOf = ({ size, isBold }: Pick<TextLook, 'size' | 'isBold'>, family: string) =>
  `${isBold ? '600 ' : ''}${size}px ${family}`;
