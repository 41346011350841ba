import { STEP } from '../slices';
import { type Job, LABEL_HAS_MAP, SAMPLE_HAS_MAP } from './job';
import type { JobView } from './job-view';
import { byteAt } from './parts';
import { typeBitOf } from './prediction';
import { failingParts, type LabelValues, pairTest, type SampleFilter, shownRowsById } from './query';

/**
 * The pairs of sample and label that have saliency maps, of all samples with a match: one entry per pair, by ascending sample id, then
 * label id. In shared memory, so that threads pass them on without copying.
 */
export interface MappedPairs {
  ids: Int32Array;
  labels: Int32Array;
  /** Bits of `TYPE_BIT`, 0 for none. */
  types: Uint8Array;
  /** 1 where the pair itself matches the filter, 0 for other labels of a matching sample. */
  matches: Uint8Array;
  /** The mark of the sample, see `sampleMark`. */
  marks: Uint32Array;
  /** The number of maps of the pair as far as the columns tell: exact where every label has maps of the same explainers. */
  expected: Float32Array;
}

/**
 * A number that changes when more is recorded about a sample. It is made of where its records are, so nothing is read for it; two
 * samples may have the same.
 */
export function sampleMark(job: JobView, row: number): number {
  const { lastRecord, recordBytes, recordCount } = job.samples.column;
  const address = lastRecord[row] === 0 ? 0 : job.records.column.offset[lastRecord[row] - 1];
  const offset = byteAt(address);
  let mark = 0x811c9dc5;
  for (const value of [
    offset >>> 0,
    Math.floor(offset / 2 ** 32) ^ job.parts.markAt(address),
    recordBytes[row],
    recordCount[row],
  ])
    mark = Math.imul(mark ^ value, 0x01000193) ^ (mark >>> 13);
  return mark >>> 0 || 1;
}

/** The pairs with maps of the samples that match `filter`, in steps that may be interrupted. */
export function* mappedPairs(job: JobView, filter: SampleFilter, values?: LabelValues): Generator<void, MappedPairs> {
  const rows = yield* shownRowsById(job);
  const failing = failingParts(job, filter, values);
  const isWanted = pairTest(job, filter, values);
  const { labelStart, labelCount, flags, mapCount } = job.samples.column;
  const { label, flags: labelFlags } = job.labels.column;
  const entries = new Uint32Array(job.labels.length);
  const rowOf = new Uint32Array(job.labels.length);
  let n = 0;
  let step = STEP;
  for (const row of rows) {
    step -= 1 + labelCount[row];
    if (step < 0) {
      step = STEP;
      yield;
    }
    if (!(flags[row] & SAMPLE_HAS_MAP) || (isWanted !== null && !isWanted(row))) continue;
    const first = n;
    let hasMatch = false;
    for (let entry = labelStart[row]; entry < labelStart[row] + labelCount[row]; entry++) {
      if (!(labelFlags[entry] & LABEL_HAS_MAP)) continue;
      entries[n] = entry;
      rowOf[n++] = row;
      if (failing === null || failing(row, entry) === 0) hasMatch = true;
    }
    if (!hasMatch) n = first;
    else if (n > first + 1) entries.subarray(first, n).sort((a, b) => label[a] - label[b]);
  }
  const pairs = emptyPairs(n);
  for (let at = 0; at < n; ) {
    if (at % STEP < 64) yield;
    const row = rowOf[at];
    let end = at;
    while (end < n && rowOf[end] === row) end++;
    const mark = sampleMark(job, row);
    for (let k = at; k < end; k++) {
      const entry = entries[k];
      pairs.ids[k] = job.samples.column.id[row];
      pairs.labels[k] = label[entry];
      pairs.types[k] = typeBitOf(job, row, entry);
      pairs.matches[k] = failing === null || failing(row, entry) === 0 ? 1 : 0;
      pairs.marks[k] = mark;
      pairs.expected[k] = mapCount[row] / (end - at);
    }
    at = end;
  }
  return pairs;
}

/** Values of pairs in the order of `job.labels`, NaN for the others; in steps that may be interrupted. */
export function* valuesByRow(
  job: Job,
  ids: Int32Array,
  labels: Int32Array,
  values: Float32Array,
): Generator<void, Float32Array> {
  const byRow = new Float32Array(job.labels.length).fill(Number.NaN);
  const { labelStart, labelCount } = job.samples.column;
  for (let k = 0; k < ids.length; k++) {
    if (k % STEP === 0) yield;
    const row = job.rowOf(ids[k]);
    if (row === -1) continue;
    const end = labelStart[row] + labelCount[row];
    for (let entry = labelStart[row]; entry < end; entry++)
      if (job.labels.column.label[entry] === labels[k]) byRow[entry] = values[k];
  }
  return byRow;
}

function emptyPairs(n: number): MappedPairs {
  const shared = (bytes: number) => new SharedArrayBuffer(n * bytes);
  return {
    ids: new Int32Array(shared(4)),
    labels: new Int32Array(shared(4)),
    types: new Uint8Array(shared(1)),
    matches: new Uint8Array(shared(1)),
    marks: new Uint32Array(shared(4)),
    expected: new Float32Array(shared(4)),
  };
}
