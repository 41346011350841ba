import type { SteppedColours } from './stepped-colours';

/**
 * Berlin, a diverging colour map with a dark centre, suitable for colour blindness: every fifth of its 256 colours, from the minimum
 * (blue) to the maximum (red). Linear interpolation between them is never more than one level off. Source: Fabio Crameri, "Scientific
 * colour maps" 8.0 (doi.org/10.5281/zenodo.1243862, MIT licence), as in matplotlib 3.11, rounded to bytes.
 */
export const BERLIN: SteppedColours = {
  first: [158, 176, 255],
  steps: [
    'cbbbabcdfhjjjkjkkkklmmoorststutvuvwxyyyxxxxxxxyxyxy',
    'mlmkkjggeedeeeeeefffgghjjknpoopoqqrsuvwwxwwxwxxxxxx',
    'ihhhfedbabbabcbccccddefgghjlmnnooorsuvwxyyyyyzzzzzz',
  ],
};
