import { ComparableSketches } from '../sketch/agreement';
import { Mean } from '../sketch/summary';
import type { SurveyFile } from './survey-file';
import type { SurveyTable } from './survey-table';

/**
 * The explainer of each pair of sample and label whose map deserves a look first: the one with the least evidence lift, or the least
 * mean rank correlation with the others. −1 where a pair has not been surveyed, or no map of it has such a number.
 *
 * @param pairs rows of pairs, −1 for those that have not been surveyed; few, because their sketches are all in memory
 */
export async function worstMaps(
  table: SurveyTable,
  file: Pick<SurveyFile, 'sketches'>,
  pairs: Int32Array,
  explainers: number,
  by: 'agreement' | 'evidence',
): Promise<number[]> {
  const worst: number[] = [];
  for (const pair of pairs) {
    const maps = Int32Array.from({ length: explainers }, (_, explainer) => table.mapOf(pair, explainer));
    const values = by === 'evidence' ? insideOf(table, maps) : agreementOf(await file.sketches(maps), explainers);
    worst.push(leastOf(values));
  }
  return worst;
}

/** Within a pair, the area is the same, so that the mass inside orders as the lift does. */
function insideOf(table: SurveyTable, maps: Int32Array): number[] {
  return [...maps].map((map) => (map === -1 ? Number.NaN : table.maps.column.inside[map]));
}

function agreementOf(cells: Uint8Array, explainers: number): number[] {
  const sketches = new ComparableSketches();
  sketches.set(0, cells);
  return Array.from({ length: explainers }, (_, own) => {
    const mean = new Mean();
    for (let other = 0; other < explainers; other++) if (other !== own) mean.add(sketches.compare(own, other).rho[0]);
    return mean.value;
  });
}

/** The index of the least value that is defined; −1 without one. */
function leastOf(values: readonly number[]): number {
  let least = -1;
  for (const [index, value] of values.entries())
    if (!Number.isNaN(value) && (least === -1 || value < values[least])) least = index;
  return least;
}
