/*
 * A block of a survey: what was counted from the maps of some samples, with the sketches. Little-endian, as all machines that Node runs
 * on are.
 *
 *     header    56 bytes: magic, generation, counts, checksums
 *     samples   12 bytes each: id, mark, number of pairs (16 bits), number of unreadable maps (16 bits)
 *     pairs     24 bytes each: label, number of maps, area of the boxes, mean agreement (rho, iou, overlap)
 *     maps      24 bytes each: explainer (16 bits), state (8 bits), whether it is lossy (8 bits), border, gini, spread, inside, checksum
 *     sketches 256 bytes each, one for every map, zeros where it has none
 */
import type { SampleMaps } from '../job/sample-maps';
import { crc32c } from '../record/crc32c';
import { CELLS } from '../sketch/sketch';

/** The version of what is counted: another one makes all stored surveys void. It is the end of the magic number. */
export const SKETCH_VERSION = 1;
const MAGIC = Uint8Array.from([0x53, 0x41, 0x4c, 0x53, 0x55, 0x52, 0x56, SKETCH_VERSION]); // SALSURV and the version

export const HEADER_BYTES = 56;
const SAMPLE_BYTES = 12;
const PAIR_BYTES = 24;
const MAP_BYTES = 24;

/** The state of a surveyed map. */
export const MAP_STATE = { counted: 1, withoutEvidence: 2, unreadable: 3 } as const;
export type MapState = (typeof MAP_STATE)[keyof typeof MAP_STATE];

/** What was counted from a map. All but the state and the explainer are NaN where it has no evidence. */
export interface SurveyedMap {
  explainer: number;
  state: MapState;
  /** Whether its file was compressed with losses. */
  isLossy: boolean;
  border: number;
  gini: number;
  spread: number;
  /** Mass inside the boxes of the counterfactual; NaN without boxes. */
  inside: number;
  /** CRC-32C of its file; 0 where the file could not be read. */
  checksum: number;
}

/** A label of a sample with its maps, in ascending order of explainers. */
export interface SurveyedPair {
  label: number;
  /** Share of the picture that the boxes of the counterfactual cover; NaN without boxes. */
  area: number;
  /** Means over all pairs of its maps, NaN where not defined. */
  rho: number;
  iou: number;
  overlap: number;
  maps: SurveyedMap[];
}

export interface SurveyedSample {
  id: number;
  /** See `sampleMark`. */
  mark: number;
  /** By ascending label. */
  pairs: SurveyedPair[];
}

/** Where the parts of a block are, relative to its start. */
export interface BlockLayout {
  sampleCount: number;
  pairCount: number;
  mapCount: number;
  samples: number;
  pairs: number;
  maps: number;
  sketches: number;
  /** Length of the block. */
  length: number;
  /** CRC-32C of the sketches. */
  sketchesChecksum: number;
}

function layoutOf(sampleCount: number, pairCount: number, mapCount: number, sketchesChecksum = 0): BlockLayout {
  const samples = HEADER_BYTES;
  const pairs = samples + sampleCount * SAMPLE_BYTES;
  const maps = pairs + pairCount * PAIR_BYTES;
  const sketches = maps + mapCount * MAP_BYTES;
  return {
    sampleCount,
    pairCount,
    mapCount,
    samples,
    pairs,
    maps,
    sketches,
    length: sketches + mapCount * CELLS,
    sketchesChecksum,
  };
}

/**
 * A block as bytes.
 *
 * @param generation of the job, see `IndexSnapshot`
 * @param sketches of all maps, in the order of samples, pairs and maps
 */
export function encodeBlock(
  generation: string,
  samples: readonly SurveyedSample[],
  sketches: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const pairs = samples.flatMap((sample) => sample.pairs);
  const maps = pairs.flatMap((pair) => pair.maps);
  const layout = layoutOf(samples.length, pairs.length, maps.length);
  const block = new Uint8Array(layout.length);
  const view = new DataView(block.buffer);
  let at = layout.samples;
  for (const { id, mark, pairs: own } of samples) {
    const unreadable = own.flatMap((pair) => pair.maps).filter(({ state }) => state === MAP_STATE.unreadable).length;
    view.setInt32(at, id, true);
    view.setUint32(at + 4, mark, true);
    view.setUint16(at + 8, own.length, true);
    view.setUint16(at + 10, Math.min(unreadable, 0xffff), true);
    at += SAMPLE_BYTES;
  }
  for (const { label, maps: own, area, rho, iou, overlap } of pairs) {
    view.setInt32(at, label, true);
    view.setUint32(at + 4, own.length, true);
    for (const [k, value] of [area, rho, iou, overlap].entries()) view.setFloat32(at + 8 + 4 * k, value, true);
    at += PAIR_BYTES;
  }
  for (const { explainer, state, isLossy, border, gini, spread, inside, checksum } of maps) {
    view.setUint16(at, explainer, true);
    view.setUint8(at + 2, state);
    view.setUint8(at + 3, isLossy ? 1 : 0);
    for (const [k, value] of [border, gini, spread, inside].entries()) view.setFloat32(at + 4 + 4 * k, value, true);
    view.setUint32(at + 20, checksum, true);
    at += MAP_BYTES;
  }
  block.set(sketches, layout.sketches);
  block.set(MAGIC, 0);
  block.set(generationBytes(generation), 8);
  view.setUint32(32, samples.length, true);
  view.setUint32(36, pairs.length, true);
  view.setUint32(40, maps.length, true);
  view.setUint32(44, crc32c(block, layout.sketches, layout.length), true);
  view.setUint32(48, crc32c(block, HEADER_BYTES, layout.sketches), true);
  view.setUint32(52, crc32c(block, 0, 52), true);
  return block;
}

/** A block that says of every map of a sample that it is unreadable. */
export function unreadableBlock(generation: string, { id, mark, maps }: SampleMaps): Uint8Array<ArrayBuffer> {
  const none = { border: Number.NaN, gini: Number.NaN, spread: Number.NaN, inside: Number.NaN, checksum: 0 };
  const labels = [...new Set(maps.map(({ label }) => label))].sort((a, b) => a - b);
  const pairs = labels.map((label) => ({
    ...{ label, area: Number.NaN, rho: Number.NaN, iou: Number.NaN, overlap: Number.NaN },
    maps: maps
      .filter((map) => map.label === label)
      .map(({ explainer }) => ({ explainer, state: MAP_STATE.unreadable, isLossy: false, ...none })),
  }));
  return encodeBlock(generation, [{ id, mark, pairs }], new Uint8Array(CELLS * maps.length));
}

const GENERATION_BYTES = 24;

/** The generation that was encoded last: that of most blocks is the same. */
let encoded = { generation: '', bytes: new Uint8Array(GENERATION_BYTES) };

/** The generation in a fixed length: longer ones end early. */
function generationBytes(generation: string): Uint8Array {
  if (encoded.generation !== generation) {
    encoded = { generation, bytes: new Uint8Array(GENERATION_BYTES) };
    new TextEncoder().encodeInto(generation, encoded.bytes);
  }
  return encoded.bytes;
}

/** The layout of the block whose header this is; null if it is none, or belongs to another generation or version. */
export function readHeader(header: Uint8Array, generation: string): BlockLayout | null {
  if (header.length < HEADER_BYTES) return null;
  for (let k = 0; k < MAGIC.length; k++) if (header[k] !== MAGIC[k]) return null;
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
  if (view.getUint32(52, true) !== crc32c(header, 0, 52)) return null;
  const own = generationBytes(generation);
  for (let k = 0; k < own.length; k++) if (header[8 + k] !== own[k]) return null;
  const at = (position: number) => view.getUint32(position, true);
  return layoutOf(at(32), at(36), at(40), at(44));
}

/** Whether the samples, pairs and maps of a block are as they were written. `facts` is the block up to its sketches. */
export function hasFacts(facts: Uint8Array, { sketches }: BlockLayout): boolean {
  const view = new DataView(facts.buffer, facts.byteOffset, facts.byteLength);
  return facts.length >= sketches && view.getUint32(48, true) === crc32c(facts, HEADER_BYTES, sketches);
}

/** Whether the sketches of a block are as they were written. */
export function areIntact(sketches: Uint8Array, { sketchesChecksum }: BlockLayout): boolean {
  return crc32c(sketches) === sketchesChecksum;
}

/** The checksums of the files of a block's maps; `facts` is the block up to its sketches. */
export function checksumsOf(facts: Uint8Array, { maps, mapCount }: BlockLayout): Uint32Array {
  const view = new DataView(facts.buffer, facts.byteOffset, facts.byteLength);
  return Uint32Array.from({ length: mapCount }, (_, k) => view.getUint32(maps + k * MAP_BYTES + 20, true));
}

/** The samples, pairs and maps of a block as 32-bit words, integers and floats, so that columns are filled without a call for each. */
export class BlockWords {
  readonly integers: Int32Array;
  readonly floats: Float32Array;
  /** Positions of the first sample, pair and map, and their distances, in words. */
  readonly samples: number;
  readonly pairs: number;
  readonly maps: number;
  static readonly sample = SAMPLE_BYTES / 4;
  static readonly pair = PAIR_BYTES / 4;
  static readonly map = MAP_BYTES / 4;

  /** @param facts the block up to its sketches, or more of it */
  constructor(facts: Uint8Array, { samples, pairs, maps, sketches }: BlockLayout) {
    const { buffer, byteOffset } = facts.byteOffset % 4 === 0 ? facts : facts.slice(0, sketches);
    this.integers = new Int32Array(buffer, byteOffset, sketches / 4);
    this.floats = new Float32Array(buffer, byteOffset, sketches / 4);
    this.samples = samples / 4;
    this.pairs = pairs / 4;
    this.maps = maps / 4;
  }
}
