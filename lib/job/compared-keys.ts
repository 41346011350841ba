import { STEP } from '../slices';
import { type ComparedJobs, type ComparedLabel, type ComparedQuery, comparedLabels } from './compared-order';
import type { Comparison } from './comparison';
import { finderOf } from './sample-entries';

/** Compared samples by their ids, and the label that each is shown for; -1 where a job has it not. In shared memory, 16 bytes a sample. */
export interface ComparedKeys {
  idsA: Int32Array;
  labelsA: Int32Array;
  idsB: Int32Array;
  labelsB: Int32Array;
}

const newKeys = (length: number): ComparedKeys => {
  const column = () => new Int32Array(new SharedArrayBuffer(4 * length));
  return { idsA: column(), labelsA: column(), idsB: column(), labelsB: column() };
};

/** A part of the keys. */
export function keysBetween({ idsA, labelsA, idsB, labelsB }: ComparedKeys, from: number, to: number): ComparedKeys {
  const part = (column: Int32Array) => column.slice(from, to);
  return { idsA: part(idsA), labelsA: part(labelsA), idsB: part(idsB), labelsB: part(labelsB) };
}

/**
 * The keys of the compared samples that match a query, in steps that may be interrupted. They say the same while the jobs grow.
 *
 * @param order positions in the match, as `findCompared` returns them
 */
export function* comparedKeys(
  jobs: ComparedJobs,
  comparison: Comparison,
  query: ComparedQuery,
  order: Uint32Array,
): Generator<void, ComparedKeys> {
  const { rowsA, rowsB } = comparison.match;
  const labelOf = comparedLabels(jobs, comparison, query);
  const keys = newKeys(order.length);
  let left = STEP;
  for (let n = 0; n < order.length; n++) {
    const k = order[n];
    left -= 16 + jobs.a.samples.column.labelCount[rowsA[k]] + jobs.b.samples.column.labelCount[rowsB[k]];
    if (left < 0) {
      left = STEP;
      yield;
    }
    const { entryA, entryB } = labelOf(k) ?? { entryA: -1, entryB: -1 };
    keys.idsA[n] = jobs.a.samples.column.id[rowsA[k]];
    keys.idsB[n] = jobs.b.samples.column.id[rowsB[k]];
    keys.labelsA[n] = entryA === -1 ? -1 : jobs.a.labels.column.label[entryA];
    keys.labelsB[n] = entryB === -1 ? -1 : jobs.b.labels.column.label[entryB];
  }
  return keys;
}

/** A compared sample at its rows in both jobs, and its label there. */
export interface ComparedAt {
  rowA: number;
  rowB: number;
  label: Pick<ComparedLabel, 'entryA' | 'entryB'>;
}

/** Where compared samples are now; those that a job does not show any more are left out. */
export function comparedAt({ a, b }: Pick<ComparedJobs, 'a' | 'b'>, keys: ComparedKeys): ComparedAt[] {
  return Array.from(keys.idsA, (id, n): ComparedAt | null => {
    const [rowA, rowB] = [a.rowOf(id), b.rowOf(keys.idsB[n])];
    if (rowA === -1 || rowB === -1 || !a.isShown(rowA) || !b.isShown(rowB)) return null;
    const entryA = keys.labelsA[n] === -1 ? -1 : finderOf(a, rowA)(keys.labelsA[n]);
    const entryB = keys.labelsB[n] === -1 ? -1 : finderOf(b, rowB)(keys.labelsB[n]);
    return { rowA, rowB, label: { entryA, entryB } };
  }).filter((at) => at !== null);
}
