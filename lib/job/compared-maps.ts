import { STEP } from '../slices';
import { type Comparison, finderOf, PER_SAMPLE } from './comparison';
import { type Job, LABEL_HAS_MAP } from './job';

/**
 * The labels of compared samples that have saliency maps in both jobs, by ascending sample id of A, then label id of A: one entry each. In
 * shared memory, so that threads pass them on without copying.
 */
export interface ComparedMaps {
  idsA: Int32Array;
  labelsA: Int32Array;
  idsB: Int32Array;
  labelsB: Int32Array;
}

/** The labels with maps in both jobs, in steps that may be interrupted. */
export function* comparedMaps(a: Job, b: Job, { match, labels }: Comparison): Generator<void, ComparedMaps> {
  const entriesA: number[] = [];
  const rowOf = new Uint32Array(a.labels.length);
  const entryB = new Int32Array(a.labels.length);
  let step = STEP;
  for (let k = 0; k < match.rowsA.length; k++) {
    const [rowA, rowB] = [match.rowsA[k], match.rowsB[k]];
    const { labelStart, labelCount } = a.samples.column;
    step -= PER_SAMPLE + labelCount[rowA] + b.samples.column.labelCount[rowB];
    if (step < 0) {
      step = STEP;
      yield;
    }
    const entryIn = finderOf(b, rowB);
    const first = entriesA.length;
    for (let entry = labelStart[rowA]; entry < labelStart[rowA] + labelCount[rowA]; entry++) {
      if (!(a.labels.column.flags[entry] & LABEL_HAS_MAP)) continue;
      const other = entryIn(labels.toB(a.labels.column.label[entry]));
      if (other === -1 || !(b.labels.column.flags[other] & LABEL_HAS_MAP)) continue;
      rowOf[entry] = k;
      entryB[entry] = other;
      entriesA.push(entry);
    }
    if (entriesA.length > first + 1) {
      const own = entriesA.splice(first);
      entriesA.push(...own.sort((x, y) => a.labels.column.label[x] - a.labels.column.label[y]));
    }
  }
  const n = entriesA.length;
  const shared = () => new Int32Array(new SharedArrayBuffer(4 * n));
  const maps: ComparedMaps = { idsA: shared(), labelsA: shared(), idsB: shared(), labelsB: shared() };
  for (let i = 0; i < n; i++) {
    if (i % STEP === 0) yield;
    const entry = entriesA[i];
    const k = rowOf[entry];
    maps.idsA[i] = a.samples.column.id[match.rowsA[k]];
    maps.labelsA[i] = a.labels.column.label[entry];
    maps.idsB[i] = b.samples.column.id[match.rowsB[k]];
    maps.labelsB[i] = b.labels.column.label[entryB[entry]];
  }
  return maps;
}
