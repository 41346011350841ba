import type { MetricRange, Skipped } from '../event/messages';
import { IdIndex, scattered } from './id-index';
import { LabelLookup } from './label-lookup';
import {
  MAX_EXPLAINERS,
  MAX_LABEL_NAME_LENGTH,
  MAX_LABELS,
  MAX_LABELS_BEYOND,
  MAX_METRICS,
  MAX_SCORES,
  MAX_SKIPPED,
} from './limits';
import { ENTRY_BYTES, memoryOfName, Names } from './names';
import { byteAt, JobParts, PART_BYTES } from './parts';
import { type Problem, Problems } from './problems';
import { Table } from './table';

/** Bits of `samples.column.flags`. */
export const SAMPLE_HAS_IMAGE = 1;
export const SAMPLE_HAS_TRUTH = 2;
export const SAMPLE_HAS_MAP = 4;
export const SAMPLE_HAS_COUNTERFACTUAL = 8;
/** Ground truth is recorded, its probabilities are not yet. Its labels are those of the sample with LABEL_IS_TRUTH, in order. */
export const SAMPLE_AWAITS_NUMBERS = 16;
/** The labels of the sample were moved: they have room for a power of two of them (`fold.ts`). */
export const SAMPLE_LABELS_MOVED = 32;
/** The least probable runner-up does not bound the labels that are not recorded (`fold-runners-up.ts`). */
export const SAMPLE_RUNNERS_UP_UNSURE = 64;

/** Bits of `labels.column.flags`. */
export const LABEL_IS_TRUTH = 1;
export const LABEL_IS_PREDICTED = 2;
export const LABEL_HAS_MAP = 4;
export const LABEL_HAS_COUNTERFACTUAL = 8;

/** A label counts as predicted from this probability on, if the job records no threshold. */
export const DEFAULT_THRESHOLD = 0.5;

/** The location of the score of an explainer under a metric; the scores themselves stay in the file. */
export interface ScoreRecord {
  explainer: number;
  metric: number;
  /** Offset of the record, and index of the benchmark in it. */
  offset: number;
  position: number;
}

/** Ground truth or probabilities that arrived in separate events and are not paired yet. */
export interface Unpaired {
  labels: number[];
  /** Probability, standard deviation, low and high end of the interval of each label; null if none are recorded yet. */
  numbers: number[][] | null;
}

/**
 * An explain job as columns: the content of its event file up to some byte, grouped by sample.
 *
 * It holds the numbers that are needed to find, filter and sort samples. Strings, boxes and long score lists stay in the file and
 * are decoded by offset on demand (`sample.ts`). Rows are in order of first mention. Only `fold.ts` writes to a job.
 */
export class Job {
  /** Index = label id. As recorded, with duplicates: ImageNet has two labels named "crane". */
  readonly labelNames: string[] = [];
  readonly explainers = new Names(MAX_EXPLAINERS);
  readonly metrics = new Names(MAX_METRICS);
  /** A label counts as predicted from this probability on, 0–1; a 32-bit float like the recorded probabilities. */
  threshold = DEFAULT_THRESHOLD;

  /**
   * One row per sample. Its labels are rows `labelStart … labelStart + labelCount - 1` of `labels`, and so its runners-up;
   * `lastRecord` is the row + 1 in `records` of the last record about it. `recordBytes` is the length of its records together;
   * `mapCount` is the number of saliency maps that they have room for, `counterfactualBytes` the length of the counterfactuals that
   * are kept. `picture` is the CRC-32 of the recorded path of its original, the last one; 0 without one. `runnerUpInterval` is the row
   * + 1 in `runnerUpIntervals` of its first runner-up; 0 if none has one.
   */
  readonly samples = new Table({
    id: Int32Array,
    flags: Uint8Array,
    labelStart: Uint32Array,
    labelCount: Uint32Array,
    lastRecord: Uint32Array,
    recordCount: Uint16Array,
    recordBytes: Uint32Array,
    mapCount: Uint16Array,
    counterfactualBytes: Uint32Array,
    runnerUpStart: Uint32Array,
    runnerUpCount: Uint8Array,
    runnerUpInterval: Uint32Array,
    picture: Uint32Array,
  });

  /** One row per sample × label. Probabilities as recorded, NaN if missing. */
  readonly labels = new Table({
    label: Int32Array,
    flags: Uint8Array,
    confidence: Float32Array,
    sd: Float32Array,
    low: Float32Array,
    high: Float32Array,
  });

  /** One row per sample × runner-up: labels that are neither ground truth nor predicted, most probable first. */
  readonly runnersUp = new Table({ label: Int32Array, confidence: Float32Array });

  /** The uncertainty of the runners-up of the samples that record it, NaN if missing: rows from `runnerUpInterval` − 1 on, in their order. */
  readonly runnerUpIntervals = new Table({ sd: Float32Array, low: Float32Array, high: Float32Array });

  /** One row per record about a sample: its offset (`parts.ts`), and the row + 1 of the preceding record about that sample. */
  readonly records = new Table({ offset: Float64Array, previous: Uint32Array });

  /** Labels that occur on shown samples. */
  readonly labelsShown = new Set<number>();
  /** The offset of the first record that mentions each label. */
  readonly firstMention = new Map<number, number>();
  /** By explainer and metric, in the order in which they were recorded last. */
  readonly scores = new Map<number, ScoreRecord>();
  /** The greatest number of scores by label that a score has. */
  labelScores = 0;
  /** How the scores of metrics are read that say so, by metric; the others are 0–1, higher is better. */
  readonly metricRanges = new Map<number, MetricRange>();
  readonly problems = new Problems();
  readonly ids = new IdIndex();
  readonly parts = new JobParts();

  /** Number of samples with an image: only these are shown and counted. */
  sampleCount = 0;
  /** Whether any standard deviation was recorded. */
  hasUncertainty = false;
  hasCounterfactuals = false;

  /** By their ids, scattered: a map finds many ids that somebody chose slowly. */
  readonly #skipped = new Map<number, Skipped>();
  readonly #unpaired = new Map<number, Unpaired>();
  /** Bytes of each entry of `unpaired` when it was set. */
  readonly #unpairedSizes = new Map<number, number>();
  readonly labelLookup = new LabelLookup();

  readonly #labelNameSet = new Set<string>();
  #labelNameBytes = 0;
  #labelNameLength = 0;
  #unpairedBytes = 0;
  #labelsBeyond = 0;
  #lastRow = 0;

  /** Samples of which something is missing, because an explainer raised an error; the last one last. */
  get skipped(): Skipped[] {
    return [...this.#skipped.values()];
  }

  /** Adds a sample of which something is missing, or removes it if there is no reason any more. False if there are too many. */
  setSkipped(skipped: Skipped): boolean {
    const key = scattered(skipped.sample);
    this.#skipped.delete(key);
    if (skipped.reason === '') return true;
    if (this.#skipped.size === MAX_SKIPPED) return false;
    this.#skipped.set(key, skipped);
    return true;
  }

  /** Ground truth and probabilities that are not paired yet, by row, unless `SAMPLE_AWAITS_NUMBERS` is enough. */
  get unpaired(): ReadonlyMap<number, Unpaired> {
    return this.#unpaired;
  }

  /** Replaces what is not paired yet at a row, notes that it has grown, or drops it. */
  setUnpaired(row: number, unpaired: Unpaired | null): void {
    this.#unpairedBytes -= this.#unpairedSizes.get(row) ?? 0;
    this.#unpairedSizes.delete(row);
    this.#unpaired.delete(row);
    if (unpaired === null) return;
    const bytes = bytesOf(unpaired);
    this.#unpaired.set(row, unpaired);
    this.#unpairedSizes.set(row, bytes);
    this.#unpairedBytes += bytes;
  }

  /** Adds a score that has so many scores by label; the later of two takes its place at the end. False if there are too many. */
  addScore(score: ScoreRecord, labelScores: number): boolean {
    const key = scoreKey(score);
    const count = this.scores.size + (this.scores.has(key) ? 0 : 1);
    const longest = Math.max(this.labelScores, labelScores);
    if (count * (1 + longest) > MAX_SCORES) return false;
    this.labelScores = longest;
    this.scores.delete(key);
    this.scores.set(key, score);
    return true;
  }

  /**
   * Adds the label names of a metadata event: the first event as they are, of later ones those that are new. False if there are
   * more than are kept.
   */
  addLabelNames(names: readonly string[]): boolean {
    const isFirst = this.labelNames.length === 0;
    const added = isFirst ? names : names.filter((name) => !this.#labelNameSet.has(name));
    for (const name of added) {
      const length = this.#labelNameLength + name.length;
      if (this.labelNames.length === MAX_LABELS || length > MAX_LABEL_NAME_LENGTH) return false;
      this.labelNames.push(name);
      this.#labelNameSet.add(name);
      this.#labelNameLength = length;
      this.#labelNameBytes += memoryOfName(name);
    }
    return true;
  }

  /** The row of the sample with this id, or -1. */
  rowOf(id: number): number {
    // Events visit the samples in the same order again for each explainer, so the next row is the most likely.
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

  /** Registers that the record at `offset` mentions a label; false if too many different ones are mentioned already. */
  addMention(label: number, offset: number): boolean {
    if (this.firstMention.has(label)) return true;
    if (this.firstMention.size === MAX_LABELS) return false;
    if (label >= MAX_LABELS && this.#labelsBeyond++ >= MAX_LABELS_BEYOND) return false;
    this.firstMention.set(label, offset);
    return true;
  }

  /** All problems of the records, including labels that the metadata read so far does not name. The list holds the first ones. */
  allProblems(): Problems {
    const all = new Problems();
    for (const problem of this.problems.list) this.#addLocated(all, problem);
    all.count = this.problems.count;
    const names = this.labelNames.length;
    for (const [label, offset] of this.firstMention) {
      if (names === 0 || label < names) continue;
      if (all.isFull) all.count++;
      else {
        const message = `Label ${label} has no name: the metadata of the job names only ${names} labels.`;
        this.#addLocated(all, { code: 'bad-label', message, offset });
      }
    }
    return all;
  }

  /** Adds a problem at the byte of its file; of a part other than the event file with the part's name. */
  #addLocated(all: Problems, { code, message, offset }: Problem): void {
    const isInPart = offset !== null && offset >= PART_BYTES;
    all.add(code, isInPart ? `${this.parts.nameAt(offset)}: ${message}` : message, offset && byteAt(offset));
  }

  /** Whether the sample at `row` is shown: it has an image. */
  isShown(row: number): boolean {
    return (this.samples.column.flags[row] & SAMPLE_HAS_IMAGE) !== 0;
  }

  /** The name of a label; `#` and its id if the metadata does not name it. */
  labelName(label: number): string {
    return this.labelNames[label] ?? `#${label}`;
  }

  get tables() {
    return [this.samples, this.labels, this.runnersUp, this.runnerUpIntervals, this.records] as const;
  }

  /** Memory used by this job, bytes. */
  get byteLength(): number {
    const tables = this.ids.byteLength + this.tables.reduce((sum, table) => sum + table.byteLength, 0);
    const names = this.#labelNameBytes + this.explainers.byteLength + this.metrics.byteLength;
    const entries =
      this.firstMention.size + this.labelsShown.size + SCORE_ENTRIES * (this.scores.size + this.metricRanges.size);
    return tables + names + ENTRY_BYTES * entries + this.#unpairedBytes;
  }

  /** Releases memory reserved for growth, once the file has been read. */
  trim(): void {
    for (const table of this.tables) table.trim();
  }

  /** Releases all memory immediately; the job must not be used after this. */
  free(): void {
    for (const table of this.tables) table.free();
  }
}

/** The key of a score in `Job.scores`. */
export function scoreKey({ explainer, metric }: Pick<ScoreRecord, 'explainer' | 'metric'>): number {
  return explainer * MAX_METRICS + metric;
}

/** A score takes the memory of two entries: its object and the one of the map. */
const SCORE_ENTRIES = 2;

/** Of an entry of two maps, and of lists, which are up to half empty while they grow. */
function bytesOf({ labels, numbers }: Unpaired): number {
  const values = labels.length + (numbers?.reduce((sum, list) => sum + list.length, 0) ?? 0);
  return 4 * ENTRY_BYTES + 1.5 * Float64Array.BYTES_PER_ELEMENT * values;
}
