import { canvasOf, type Drawing, fontOf, type Place, type TextLook } from './drawing';

/** Draws a figure as PNG, in the font of the page. */
export class PngDrawing implements Drawing {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #family: string;

  constructor(wide: number, high: number, family: string) {
    const { canvas, context } = canvasOf(wide, high);
    this.#canvas = canvas;
    this.#context = context;
    this.#family = family;
    context.textBaseline = 'middle';
  }

  rectangle({ x, y, wide, high }: Place, colour: string, opacity = 1): void {
    this.#context.globalAlpha = opacity;
    this.#context.fillStyle = colour;
    this.#context.fillRect(x, y, wide, high);
    this.#context.globalAlpha = 1;
  }

  text(text: string, x: number, y: number, look: TextLook): void {
    this.#context.font = fontOf(look, this.#family);
    this.#context.fillStyle = look.colour;
    this.#context.fillText(text, x, y);
  }

  ramp({ x, y, wide, high }: Place, colours: readonly string[]): void {
    const gradient = this.#context.createLinearGradient(x, 0, x + wide, 0);
    for (const [stop, colour] of colours.entries()) gradient.addColorStop(stop / (colours.length - 1), colour);
    this.#context.fillStyle = gradient;
    this.#context.fillRect(x, y, wide, high);
  }

  picture({ x, y, wide, high }: Place, paint: (context: CanvasRenderingContext2D) => void): void {
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(x, y, wide, high);
    context.clip();
    context.translate(x, y);
    paint(context);
    context.restore();
  }

  finish(): Promise<Blob> {
    return new Promise((resolve, reject) => {
      this.#canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The figure is too large for a PNG.'))));
    });
  }
}
