/**
 * Turbo as published by its author: 256 colours. Exact, because the usual polynomials are up to five levels off. Neighbouring colours
 * differ by −4 to 8 levels, so each colour is stored as three letters, the steps of red, green and blue from the one before: `a` is −4.
 * Source: Anton Mikhailov, "Turbo, an improved rainbow colormap for visualization" (Google AI blog, 2019).
 */
const FIRST = [48, 18, 59];
const STEPS = [
  'gfffffffffffffeffefeffeefeefeeeefeeeeedeeeededddddcdcdcdccccdcccdccdcddcddeddeeeeefefgfgfghghghhhhihihiiihiiii' +
    'iiiiiihiihihihhhghhghhghhghghghghghgghggggggggggfgfgfgfffffffefefefeeeeeeeeededededdeddddddddddcdddcdcdcdccdcc' +
    'ccccccccbccbcbcbcbbbcbbbbbbbabbbaba',
  'hhhhhhhhhghhhhhghhhghhhghhghhghghhghghghghghghghghghghghhgghghghgghggggghggfggggfggffgfgfffgffffffffffeffeffef' +
    'efeeefeeeeeedeededededdddddddcddcdcdccdccdcccccccccccccccbccccbcbcbcbbbbcbbbbbbbbbbbbbbbbbbbbcbbcbcbcccccccccc' +
    'ccccccdccdccdcdcdcddcddcdddcddddddd',
  'mllllllkklkjkkjkjjjijjiiiiihihhhhhghggggggffffefeededdddcdcdcccbccbcbcbcbbcbbcbbcbccbccbbcbbbbbbabbabbabbababb' +
    'babbbbbcbbccbccdcdcddddededeeeeeeeefeefefeefefeefeeeeeeeedeedddedddddddcddddcddcddcdddcdddcdddddddddeddeddeded' +
    'edeedeedeedeeeedeeeeeeeeeeeeefeeeef',
];

const NO_STEP = 'e'.charCodeAt(0);

/** Red, green and blue of colour `level`, each 0–255. */
export function turboAt(level: number): number[] {
  return FIRST.map((first, channel) => {
    let value = first;
    for (let k = 0; k < level; k++) value += STEPS[channel].charCodeAt(k) - NO_STEP;
    return value;
  });
}
