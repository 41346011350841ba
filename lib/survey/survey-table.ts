import { IdIndex } from '../job/id-index';
import { Table } from '../job/table';
import { type BlockLayout, MAP_STATE, visitBlock } from './survey-block';

/**
 * The statistics of a survey in memory: 20 bytes a map, 26 bytes a pair of sample and label, 14–26 bytes a sample. The sketches stay in
 * the file. Rows of maps are numbered as the maps of the file are, so a row also tells where a sketch is.
 */
export class SurveyTable {
  readonly samples = new Table({ id: Int32Array, mark: Uint32Array, firstPair: Uint32Array, pairCount: Uint16Array });
  readonly pairs = new Table({
    label: Int32Array,
    firstMap: Uint32Array,
    mapCount: Uint16Array,
    area: Float32Array,
    rho: Float32Array,
    iou: Float32Array,
    overlap: Float32Array,
  });
  readonly maps = new Table({
    explainer: Uint16Array,
    state: Uint8Array,
    isLossy: Uint8Array,
    border: Float32Array,
    gini: Float32Array,
    spread: Float32Array,
    inside: Float32Array,
  });
  readonly #ids = new IdIndex();
  /** Changes whenever something is added. */
  version = 0;

  /**
   * Adds what a block says. A sample that is there already is replaced.
   *
   * @param isStored whether the block is from an earlier session: samples with unreadable maps are then left out, to be read again
   */
  add(facts: Uint8Array, layout: BlockLayout, isStored: boolean): void {
    let nextPair = this.pairs.length;
    let nextMap = this.maps.length;
    visitBlock(facts, layout, {
      sample: (id, mark, pairs, unreadable) => {
        this.#addSample(id, isStored && unreadable > 0 ? 0 : mark, nextPair, pairs);
        nextPair += pairs;
      },
      pair: (label, maps, area, rho, iou, overlap) => {
        const row = this.pairs.add();
        const { column } = this.pairs;
        column.label[row] = label;
        column.firstMap[row] = nextMap;
        column.mapCount[row] = maps;
        column.area[row] = area;
        column.rho[row] = rho;
        column.iou[row] = iou;
        column.overlap[row] = overlap;
        nextMap += maps;
      },
      map: (explainer, state, isLossy, [border, gini, spread, inside]) => {
        const row = this.maps.add();
        const { column } = this.maps;
        column.explainer[row] = explainer;
        column.state[row] = state;
        column.isLossy[row] = isLossy ? 1 : 0;
        column.border[row] = border;
        column.gini[row] = gini;
        column.spread[row] = spread;
        column.inside[row] = inside;
      },
    });
    this.version++;
  }

  /** Tells that what has been added so far is this share of all, 0–1, so that memory is reserved for the rest. */
  expect(share: number): void {
    for (const table of [this.samples, this.pairs, this.maps]) table.expected = table.length / share;
  }

  /** Releases most of the memory reserved for more. */
  trim(): void {
    for (const table of [this.samples, this.pairs, this.maps]) table.trim();
  }

  #addSample(id: number, mark: number, firstPair: number, pairCount: number): void {
    let row = this.#ids.get(this.samples.column.id, id);
    if (row === -1) {
      row = this.samples.add();
      this.samples.column.id[row] = id;
      this.#ids.add(this.samples.column.id, id);
    }
    const { column } = this.samples;
    column.mark[row] = mark;
    column.firstPair[row] = firstPair;
    column.pairCount[row] = pairCount;
  }

  /** Lets the maps of a sample be read again. */
  forget(id: number): void {
    const row = this.#ids.get(this.samples.column.id, id);
    if (row === -1) return;
    this.samples.column.mark[row] = 0;
    this.version++;
  }

  /** Whether a sample has been surveyed since anything was recorded about it last. */
  isSurveyed(id: number, mark: number): boolean {
    const row = this.#ids.get(this.samples.column.id, id);
    return row !== -1 && this.samples.column.mark[row] === mark;
  }

  /** The row of a pair, -1 where it has not been surveyed. */
  pairOf(id: number, label: number): number {
    const row = this.#ids.get(this.samples.column.id, id);
    if (row === -1 || this.samples.column.mark[row] === 0) return -1;
    const first = this.samples.column.firstPair[row];
    const end = first + this.samples.column.pairCount[row];
    for (let pair = first; pair < end; pair++) if (this.pairs.column.label[pair] === label) return pair;
    return -1;
  }

  /** The row of the map of an explainer for a pair; -1 where there is none, or it has no evidence. */
  mapOf(pair: number, explainer: number): number {
    const map = this.anyMapOf(pair, explainer);
    return map !== -1 && this.maps.column.state[map] === MAP_STATE.counted ? map : -1;
  }

  /** The same, whatever could be counted. */
  anyMapOf(pair: number, explainer: number): number {
    if (pair === -1) return -1;
    const first = this.pairs.column.firstMap[pair];
    const end = first + this.pairs.column.mapCount[pair];
    for (let map = first; map < end; map++) if (this.maps.column.explainer[map] === explainer) return map;
    return -1;
  }

  get byteLength(): number {
    return this.samples.byteLength + this.pairs.byteLength + this.maps.byteLength + this.#ids.byteLength;
  }
}
