import { LRUCache } from 'lru-cache';
import { ComparableSketches, MEASURES, type Measure } from '../sketch/agreement';
import { type Pairing, shiftsOf } from '../sketch/pairing';
import { summaryOf } from '../sketch/summary';
import { Slice } from '../slices';
import type { SurveyFile } from './survey-file';

/** Maps that are prepared for comparing at a time: about one megabyte. */
const BLOCK = 1_024;
/** Blocks that are kept: all maps of four explainers for 16,000 pairs. More are prepared again for each shift. */
const MAX_BLOCKS = 64;

/** Sketches of lists of maps, read and prepared block by block; the ones used last are kept. */
export class PreparedBlocks {
  readonly #kept = new LRUCache<string, Promise<ComparableSketches>>({ max: MAX_BLOCKS });

  constructor(readonly file: Pick<SurveyFile, 'sketches'>) {}

  /** Block `index` of a list of maps, whose name must belong to its content. */
  get(list: string, maps: Int32Array, index: number): Promise<ComparableSketches> {
    const key = `${list} ${index}`;
    let block = this.#kept.get(key);
    if (!block) {
      const part = maps.subarray(index * BLOCK, (index + 1) * BLOCK);
      block = this.file.sketches(part).then((sketches) => new ComparableSketches(sketches));
      this.#kept.set(key, block);
    }
    return block;
  }
}

/** A list of maps, one for each of some pairs of sample and label. Lists of equal names are equal. */
export interface MapList {
  name: string;
  maps: Int32Array;
}

/** The measures of two lists of maps: for each of them a pairing, and the value of each pair (NaN where not defined). */
export interface Paired {
  pairings: Record<Measure, Pairing>;
  values: Record<Measure, Float64Array>;
}

/**
 * Compares two lists map by map, and with the maps of other samples: item i of A with item i + s of B, round, for the fixed shifts of
 * `shiftsOf`, without those of the same sample. All maps must have evidence.
 *
 * @param ids the sample of each item
 */
export async function pairUp(blocks: PreparedBlocks, a: MapList, b: MapList, ids: Int32Array): Promise<Paired> {
  const n = ids.length;
  const values = { rho: new Float64Array(n), iou: new Float64Array(n), overlap: new Float64Array(n) };
  const sums = { rho: 0, iou: 0, overlap: 0 };
  const counts = { rho: 0, iou: 0, overlap: 0 };
  const shifts = shiftsOf(n);
  const slice = new Slice();
  for (let from = 0; from < n; from += BLOCK) {
    const own = await blocks.get(a.name, a.maps, from / BLOCK);
    for (const shift of [0, ...shifts]) {
      for (let k = 0; k < own.length; ) {
        const other = (from + k + shift) % n;
        const index = Math.floor(other / BLOCK);
        const theirs = await blocks.get(b.name, b.maps, index);
        const length = Math.min(own.length - k, theirs.length - (other % BLOCK));
        for (let i = 0; i < length; i++) {
          const item = from + k + i;
          const partner = (other % BLOCK) + i;
          if (shift > 0 && ids[item] === ids[index * BLOCK + partner]) continue;
          for (const measure of MEASURES) {
            const value = own.compare(measure, k + i, theirs, partner);
            if (shift === 0) values[measure][item] = value;
            else if (!Number.isNaN(value)) {
              sums[measure] += value;
              counts[measure]++;
            }
          }
        }
        k += length;
        if (slice.isOver) await slice.end();
      }
    }
  }
  const pairingOf = (measure: Measure): Pairing => {
    const { mean, median } = summaryOf(values[measure]);
    const shuffled = sums[measure] / counts[measure];
    return { n, mean, median, shuffled, lift: mean - shuffled };
  };
  return { values, pairings: { rho: pairingOf('rho'), iou: pairingOf('iou'), overlap: pairingOf('overlap') } };
}
