import type { SampleMaps } from '../job/sample-maps';
import { evenly } from './selection';
import type { Survey } from './survey';
import { MAP_STATE } from './survey-block';
import type { SurveyTable } from './survey-table';

/* Maps whose files were replaced since they were surveyed, though the records of their samples stayed. */

/** The checksums of files, see `MapReader`. */
export type Checksums = (root: string, paths: readonly string[]) => Promise<Uint32Array>;

/** Spreads the samples of successive rounds evenly. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Ids of surveyed samples, evenly spread, others in each round; all of them if `count` is not given. */
export function someSamples({ samples }: SurveyTable, round: number, count = samples.length): Int32Array {
  const n = samples.length;
  const shift = count < n ? Math.floor(n * ((round * GOLDEN) % 1)) : 0;
  return Int32Array.from(evenly(n, count), (row) => samples.column.id[(row + shift) % n]);
}

/**
 * Compares the files of maps with those that were surveyed. Where one is another, or is there again, the sample is to be read again;
 * returns how many. A file that is gone is not another one: what was counted from it stays.
 */
export async function forgetChanged(
  { table, file }: Survey,
  checksums: Checksums,
  root: string,
  samples: readonly SampleMaps[],
): Promise<number> {
  const maps = samples
    .filter(({ id, mark }) => table.isSurveyed(id, mark))
    .flatMap(({ id, maps: own }) =>
      own.map(({ label, explainer, path }) => ({ id, path, row: table.anyMapOf(table.pairOf(id, label), explainer) })),
    )
    .filter(({ row }) => row !== -1);
  const known = await file.checksums(maps.map(({ row }) => row));
  const paths = maps.map(({ path }) => path);
  const found = await checksums(root, paths);
  const { state } = table.maps.column;
  const isOther = ({ row }: { row: number }, k: number) =>
    found[k] > 0 && found[k] !== known[k] && (known[k] > 0 || state[row] === MAP_STATE.unreadable);
  const changed = new Set(maps.filter(isOther).map(({ id }) => id));
  for (const id of changed) table.forget(id);
  return changed.size;
}
