/** A map of the labels of a sample is built once scanning them has cost this many times their number. */
const SCANS_BEFORE_MAP = 8;

/**
 * Finds the rows of a sample's labels. Events mention the same few labels again, so it scans; for a sample with many labels that
 * are looked up often it builds a map, so that the time stays linear in the length of the event.
 */
export class LabelLookup {
  #row = -1;
  #scanned = 0;
  /** Position among the sample's labels, by label id. */
  #positions: Map<number, number> | null = null;

  /**
   * Row of a label of the sample at `row`, or -1.
   *
   * @param labels label ids; those of the sample are the `count` from `start` on
   */
  find(labels: Int32Array, row: number, start: number, count: number, label: number): number {
    if (row !== this.#row) this.#reset(row);
    if (this.#positions !== null) {
      const position = this.#positions.get(label);
      return position === undefined ? -1 : start + position;
    }
    let entry = start;
    while (entry < start + count && labels[entry] !== label) entry++;
    this.#scanned += entry - start;
    if (this.#scanned > SCANS_BEFORE_MAP * count) this.#positions = positionsOf(labels, start, count);
    return entry < start + count ? entry : -1;
  }

  /** Notes that a label was appended to the sample at `row`, at `position` among its labels. */
  add(row: number, label: number, position: number): void {
    if (row === this.#row) this.#positions?.set(label, position);
  }

  #reset(row: number): void {
    this.#row = row;
    this.#scanned = 0;
    this.#positions = null;
  }
}

function positionsOf(labels: Int32Array, start: number, count: number): Map<number, number> {
  const positions = new Map<number, number>();
  for (let position = 0; position < count; position++) positions.set(labels[start + position], position);
  return positions;
}
