import { IdIndex } from './id-index';
import { Names } from './names';
import { Problems } from './problems';
import { Table } from './table';

/** Bits of `samples.column.flags`. */
export const SAMPLE_HAS_IMAGE = 1;
export const SAMPLE_HAS_TRUTH = 2;
export const SAMPLE_HAS_MAP = 4;
export const SAMPLE_HAS_COUNTERFACTUAL = 8;
/** Ground truth was recorded and its probabilities were not yet; its labels are those of the sample with LABEL_IS_TRUTH, in order. */
export const SAMPLE_AWAITS_NUMBERS = 16;

/** Bits of `labels.column.flags`. */
export const LABEL_IS_TRUTH = 1;
export const LABEL_IS_PREDICTED = 2;
export const LABEL_HAS_MAP = 4;
export const LABEL_HAS_COUNTERFACTUAL = 8;

/** A probability from which on a label counts as predicted, where the job records none. */
export const DEFAULT_THRESHOLD = 0.5;

/** Where the score of an explainer under a metric stands; the scores themselves stay in the file. */
export interface ScoreRecord {
  explainer: number;
  metric: number;
  /** Offset of the record, and which of its benchmarks it is. */
  offset: number;
  position: number;
}

/** Ground truth and probabilities that came in events of their own, as far as they are there. */
export interface Halves {
  labels: number[];
  /** Probability, standard deviation, low and high end of the interval of each label; null where none were recorded yet. */
  numbers: number[][] | null;
}

/**
 * An explain job as columns: what its event file says up to some byte, joined by sample.
 *
 * Numbers by which samples are found, filtered and sorted are here; strings, boxes and long score lists stay in the file
 * and are decoded by offset when somebody looks (`sample.ts`). Rows are in order of first mention. `fold.ts` writes this,
 * everything else only reads.
 */
export class Job {
  /** Index = label id. Kept as recorded, with repetitions: ImageNet has two labels "crane". */
  readonly labelNames: string[] = [];
  readonly explainers = new Names();
  readonly metrics = new Names();
  /** Probability from which on a label counts as predicted, 0–1, as a 32-bit float: so probabilities are recorded. */
  threshold = DEFAULT_THRESHOLD;

  /**
   * One row a sample. Its labels are rows `labelStart … labelStart + labelCount - 1` of `labels`;
   * `lastRecord` is the row + 1 in `records` of the last record about it.
   */
  readonly samples = new Table({
    id: Int32Array,
    flags: Uint8Array,
    labelStart: Uint32Array,
    labelCount: Uint32Array,
    lastRecord: Uint32Array,
  });

  /** One row a sample × label. Probabilities as recorded, NaN where there is none. */
  readonly labels = new Table({
    label: Int32Array,
    flags: Uint8Array,
    confidence: Float32Array,
    sd: Float32Array,
    low: Float32Array,
    high: Float32Array,
  });

  /** One row a record that says something of a sample: its offset, and the row + 1 of the record before it. */
  readonly records = new Table({ offset: Float64Array, previous: Uint32Array });

  /** Labels that occur on samples that are shown. */
  readonly labelsShown = new Set<number>();
  /** Every label, and the offset of the record that first mentions it. */
  readonly firstMention = new Map<number, number>();
  readonly scores: ScoreRecord[] = [];
  readonly problems = new Problems();
  readonly ids = new IdIndex();

  /** Samples that have an image: only they are shown and counted. */
  sampleCount = 0;
  /** Whether any standard deviation was recorded. */
  hasUncertainty = false;
  hasCounterfactuals = false;

  /** Halves that wait for each other, by row: only those that `SAMPLE_AWAITS_NUMBERS` cannot say. */
  readonly unpaired = new Map<number, Halves>();

  #lastRow = 0;

  /** The row of the sample with this id, or -1. */
  rowOf(id: number): number {
    // Events walk through the samples in one order again and again, once for each explainer: the next row is the likely one.
    const ids = this.samples.column.id;
    for (let row = this.#lastRow; row <= this.#lastRow + 1 && row < this.samples.length; row++) {
      if (ids[row] === id) return this.#found(row);
    }
    return this.#found(this.ids.get(ids, id));
  }

  #found(row: number): number {
    if (row !== -1) this.#lastRow = row;
    return row;
  }

  /** Notes that the record at `offset` mentions a label. */
  noteLabel(label: number, offset: number): void {
    if (!this.firstMention.has(label)) this.firstMention.set(label, offset);
  }

  /** What is wrong with the records, labels that the metadata read so far does not name included: the first of all. */
  allProblems(): Problems {
    const all = new Problems();
    for (const { code, message, offset } of this.problems.list) all.add(code, message, offset);
    all.count = this.problems.count;
    const names = this.labelNames.length;
    for (const [label, offset] of this.firstMention) {
      if (names === 0 || label < names) continue;
      all.add('bad-label', `Label ${label} has no name: the job's metadata names ${names} labels, from 0 on.`, offset);
    }
    return all;
  }

  /** Whether the sample at `row` is shown: it has an image. */
  isShown(row: number): boolean {
    return (this.samples.column.flags[row] & SAMPLE_HAS_IMAGE) !== 0;
  }

  /** A label's name; a label that the metadata does not name gets its number. */
  labelName(label: number): string {
    return this.labelNames[label] ?? `#${label}`;
  }

  get tables() {
    return [this.samples, this.labels, this.records] as const;
  }

  /** Bytes held for this job. */
  get byteLength(): number {
    const { samples, labels, records, ids } = this;
    return samples.byteLength + labels.byteLength + records.byteLength + ids.byteLength;
  }

  /** Gives back memory held for growth, once the file has been read. */
  trim(): void {
    for (const table of this.tables) table.trim();
  }

  /** Gives back all memory, at once; the job is not asked anything after this. */
  free(): void {
    for (const table of this.tables) table.free();
  }
}
