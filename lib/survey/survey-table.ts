import { IdIndex } from '../job/id-index';
import { Table } from '../job/table';
import { type BlockLayout, BlockWords, MAP_STATE } from './survey-block';

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
    const words = new BlockWords(facts, layout);
    const firstPair = this.pairs.addRows(layout.pairCount);
    const firstMap = this.maps.addRows(layout.mapCount);
    this.#addSamples(words, layout.sampleCount, firstPair, isStored);
    this.#addPairs(words, layout.pairCount, firstPair, firstMap);
    this.#addMaps(words, layout.mapCount, firstMap);
    this.version++;
  }

  #addSamples({ integers, samples }: BlockWords, count: number, firstPair: number, isStored: boolean): void {
    let nextPair = firstPair;
    for (let k = 0, at = samples; k < count; k++, at += BlockWords.sample) {
      const pairs = integers[at + 2] & 0xffff;
      const unreadable = integers[at + 2] >>> 16;
      this.#addSample(integers[at], isStored && unreadable > 0 ? 0 : integers[at + 1], nextPair, pairs);
      nextPair += pairs;
    }
  }

  #addPairs({ integers, floats, pairs }: BlockWords, count: number, firstPair: number, firstOfMaps: number): void {
    const { label, firstMap, mapCount, area, rho, iou, overlap } = this.pairs.column;
    let nextMap = firstOfMaps;
    for (let row = firstPair, at = pairs; row < firstPair + count; row++, at += BlockWords.pair) {
      label[row] = integers[at];
      firstMap[row] = nextMap;
      mapCount[row] = integers[at + 1];
      area[row] = floats[at + 2];
      rho[row] = floats[at + 3];
      iou[row] = floats[at + 4];
      overlap[row] = floats[at + 5];
      nextMap += integers[at + 1];
    }
  }

  #addMaps({ integers, floats, maps }: BlockWords, count: number, firstMap: number): void {
    const { explainer, state, isLossy, border, gini, spread, inside } = this.maps.column;
    for (let row = firstMap, at = maps; row < firstMap + count; row++, at += BlockWords.map) {
      explainer[row] = integers[at] & 0xffff;
      state[row] = (integers[at] >>> 16) & 0xff;
      isLossy[row] = integers[at] >>> 24 === 1 ? 1 : 0;
      border[row] = floats[at + 1];
      gini[row] = floats[at + 2];
      spread[row] = floats[at + 3];
      inside[row] = floats[at + 4];
    }
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
