import type { Display } from '@/lib/image/display';
import { displayTable } from '@/lib/image/display-table';
import type { Scale } from '@/lib/image/scale';
import { blockSide, strongestInBlocks } from '@/lib/image/speckle';
import type { Heatmap } from './levels';

interface Painted {
  scale: Scale;
  display: Display;
  side: number;
}

/** Draws one heatmap repeatedly on one canvas of its natural size, without allocations. */
export class Painter {
  readonly #context: CanvasRenderingContext2D;
  readonly #heatmap: Heatmap;
  readonly #image: ImageData;
  readonly #pixels: Uint32Array;
  /** The drawn levels: as recorded, or the strongest of each block. */
  #levels: Uint8Array;
  #last: Painted | null = null;

  /** Null if the browser has no canvas. */
  static on(canvas: HTMLCanvasElement, heatmap: Heatmap): Painter | null {
    canvas.width = heatmap.width;
    canvas.height = heatmap.height;
    const context = canvas.getContext('2d');
    return context && new Painter(context, heatmap);
  }

  private constructor(context: CanvasRenderingContext2D, heatmap: Heatmap) {
    this.#context = context;
    this.#heatmap = heatmap;
    this.#levels = heatmap.levels;
    this.#image = new ImageData(heatmap.width, heatmap.height);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
  }

  /**
   * One table of 256 colours per map, one look-up per pixel. A map that was recorded in colour is shown unchanged.
   *
   * @param pixelSize CSS pixels per recorded pixel: a speckled map that is shrunk is drawn in blocks
   */
  paint(scale: Scale, display: Display, pixelSize: number): void {
    const { coloured, isSpeckled } = this.#heatmap;
    const side = isSpeckled ? blockSide(pixelSize) : 1;
    // Another map that is added or removed changes the scale of some maps only.
    if (this.#last?.scale === scale && this.#last.display === display && this.#last.side === side) return;
    if (coloured) {
      this.#context.putImageData(coloured, 0, 0);
    } else {
      // The strongest pixel of a block depends on the block size and on the sign, but not on any slider.
      if (this.#last?.side !== side || this.#last.scale.axis.sign !== scale.axis.sign)
        this.#levels = strongestInBlocks(this.#heatmap, scale.positions, side);
      // The style sheet prevents the browser from mixing the colours of neighbouring blocks.
      this.#context.canvas.toggleAttribute('data-blocks', side > 1);
      const table = displayTable(scale, display);
      const [levels, pixels] = [this.#levels, this.#pixels];
      for (let i = 0; i < levels.length; i++) pixels[i] = table[levels[i]];
      this.#context.putImageData(this.#image, 0, 0);
    }
    this.#last = { scale, display, side };
  }
}
