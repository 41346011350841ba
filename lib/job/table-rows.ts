import { STEP } from '../slices';
import { LABEL_HAS_MAP } from './job';
import type { JobView } from './job-view';
import { failingParts, type LabelValues, labelInOrder, type SampleFilter, type SampleSort } from './query';

/** What a table has a row for, or several: samples, their labels, or their labels with saliency maps. */
export type RowsOf = 'samples' | 'labels' | 'maps';

/** What the rows of a table are about, in their order, in shared memory. */
export interface TableRows {
  /** The sample. */
  ids: Int32Array;
  /** The label: of `samples` the one that the sample is sorted by, see `labelInOrder`; -1 for none. */
  labels: Int32Array;
  /** The number of maps of the label as far as the columns tell, see `MappedPairs.expected`; only of `maps`. */
  expected: Float32Array;
}

/**
 * What a table is about, in steps that may be interrupted: of samples that match a filter the labels that do.
 *
 * @param order the rows of the samples
 */
export function* tableRows(
  job: JobView,
  order: Uint32Array,
  filter: SampleFilter,
  sort: SampleSort,
  of: RowsOf,
  values: LabelValues,
): Generator<void, TableRows> {
  const { id, labelStart, labelCount, mapCount } = job.samples.column;
  const { label, flags } = job.labels.column;
  const failing = failingParts(job, filter, values);
  const isWanted = (row: number, entry: number) =>
    (of === 'labels' || (flags[entry] & LABEL_HAS_MAP) !== 0) && (failing === null || failing(row, entry) === 0);
  if (of === 'samples') {
    const rows = emptyRows(order.length, 0);
    let k = 0;
    for (const row of visitsOf(job, order)) {
      if (row === null) {
        yield;
        continue;
      }
      rows.ids[k] = id[row];
      rows.labels[k++] = labelInOrder(job, row, filter, sort, values);
    }
    return rows;
  }
  let count = 0;
  for (const visit of visitsOf(job, order)) {
    if (visit === null) yield;
    else
      for (let entry = labelStart[visit]; entry < labelStart[visit] + labelCount[visit]; entry++)
        if (isWanted(visit, entry)) count++;
  }
  const rows = emptyRows(count, of === 'maps' ? count : 0);
  let next = 0;
  for (const row of visitsOf(job, order)) {
    if (row === null) {
      yield;
      continue;
    }
    const end = labelStart[row] + labelCount[row];
    const first = next;
    let mapped = 0;
    for (let entry = labelStart[row]; entry < end; entry++) {
      if (flags[entry] & LABEL_HAS_MAP) mapped++;
      if (!isWanted(row, entry)) continue;
      rows.ids[next] = id[row];
      rows.labels[next++] = label[entry];
    }
    if (of === 'maps') rows.expected.fill(mapCount[row] / mapped, first, next);
  }
  return rows;
}

/** The rows in their order, and null wherever a step ends. */
function* visitsOf({ samples }: JobView, order: Uint32Array): Generator<number | null> {
  let step = STEP;
  for (const row of order) {
    step -= 1 + samples.column.labelCount[row];
    if (step < 0) {
      step = STEP;
      yield null;
    }
    yield row;
  }
}

function emptyRows(count: number, mapped: number): TableRows {
  return {
    ids: new Int32Array(new SharedArrayBuffer(4 * count)),
    labels: new Int32Array(new SharedArrayBuffer(4 * count)),
    expected: new Float32Array(new SharedArrayBuffer(4 * mapped)),
  };
}
