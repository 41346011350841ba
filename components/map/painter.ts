import type { Display } from '@/lib/image/display';
import { displayTable } from '@/lib/image/display-table';
import type { Scale } from '@/lib/image/scale';
import type { Heatmap } from './levels';

/** Draws one heatmap on one canvas of its natural size, again and again, without allocating. */
export class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #heatmap: Heatmap;
  readonly #image: ImageData;
  readonly #pixels: Uint32Array;
  #last: { scale: Scale; display: Display } | null = null;

  /** Null where the browser has no canvas. */
  static on(canvas: HTMLCanvasElement, heatmap: Heatmap): Painter | null {
    canvas.width = heatmap.width;
    canvas.height = heatmap.height;
    const context = canvas.getContext('2d');
    return context && new Painter(context, heatmap);
  }

  private constructor(context: CanvasRenderingContext2D, heatmap: Heatmap) {
    this.#context = context;
    this.#heatmap = heatmap;
    this.#image = new ImageData(heatmap.width, heatmap.height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /** One table of 256 colours for the map, one look-up a pixel. A map that was recorded in colours is shown as it is. */
  paint(scale: Scale, display: Display): void {
    // Another map that comes or goes changes the scale of some maps only.
    if (this.#last?.scale === scale && this.#last.display === display) return;
    this.#last = { scale, display };
    const { levels, coloured } = this.#heatmap;
    if (coloured) {
      this.#context.putImageData(coloured, 0, 0);
      return;
    }
    const table = displayTable(scale, display);
    const pixels = this.#pixels;
    for (let i = 0; i < levels.length; i++) pixels[i] = table[levels[i]];
    this.#context.putImageData(this.#image, 0, 0);
  }
}
