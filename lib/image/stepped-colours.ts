/**
 * Colours that change little from one to the next: the first one, and for each channel a letter for each step to the next colour. `n` is no
 * change, `o` one level more, `m` one less.
 */
export interface SteppedColours {
  /** Red, green and blue, 0–255. */
  first: readonly number[];
  steps: readonly string[];
}

const NO_STEP = 'n'.charCodeAt(0);

/** Red, green and blue of the colour at a position from 0, each 0–255. */
export function steppedColour({ first, steps }: SteppedColours, position: number): number[] {
  return first.map((start, channel) => {
    let value = start;
    for (let k = 0; k < position; k++) value += steps[channel].charCodeAt(k) - NO_STEP;
    return value;
  });
}
