/** The numbers of boxes in one array, as they are decoded. */
export const packBoxes = (boxes: readonly (readonly number[])[]) => Int32Array.from(boxes.flat());

/** The boxes of such an array. */
export const boxesOf = (numbers: Int32Array) =>
  Array.from({ length: numbers.length / 4 }, (_, i) => [...numbers.subarray(4 * i, 4 * i + 4)]);
