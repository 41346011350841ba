/*
 * How far two maps agree at full resolution: the measures of agreement.ts on pixels instead of the cells of a sketch. Maps of different
 * sizes are compared on the larger of their widths and heights, each pixel taking the level that the map has at its centre: a stored
 * pixel stands for an area, so a coarse map becomes blocks, and no level arises that was not stored.
 */
import { evidenceOfLevels, type LevelRange } from './sketch';

const LEVELS = 256;

/** Of more pixels than this a grid of about so many is compared. */
export const MAX_PIXELS = 2 ** 22;

/** A map of one channel: a level 0–255 for each pixel, in rows from top to bottom. */
export interface StoredMap {
  levels: Uint8Array;
  width: number;
  height: number;
  range: LevelRange;
}

/** Whether the evidence of a map differs anywhere, is the same everywhere, or is zero everywhere. */
export type EvidenceKind = 'varies' | 'constant' | 'none';

/** The measures of agreement; NaN where one is not defined. */
export interface FullAgreement {
  /** Rank correlation of the evidence, −1…1; ties get midranks. */
  rho: number;
  /** Intersection over union of the top deciles, 0…1; ties share, pixels without evidence never count. */
  iou: number;
  /** Shared mass Σ min(p, p′), 0…1. */
  overlap: number;
  /** The grid on which the maps were compared. */
  width: number;
  height: number;
  /** Of both maps on that grid: why a measure is not defined. */
  evidence: readonly [EvidenceKind, EvidenceKind];
}

/** The grid on which two maps are compared: the larger width and the larger height, reduced to about `MAX_PIXELS`. */
export function commonGrid(a: Size, b: Size): Size {
  const width = Math.max(a.width, b.width);
  const height = Math.max(a.height, b.height);
  const scale = Math.min(1, Math.sqrt(MAX_PIXELS / (width * height)));
  return { width: Math.max(1, Math.floor(width * scale)), height: Math.max(1, Math.floor(height * scale)) };
}

interface Size {
  width: number;
  height: number;
}

/**
 * The agreement of two maps. Everything is counted from how often each pair of levels occurs, in time linear in the pixels. As for
 * sketches, a map without evidence has no value, and one whose evidence is constant only shared mass.
 */
export function fullAgreement(a: StoredMap, b: StoredMap): FullAgreement {
  const grid = commonGrid(a, b);
  const joint = jointCounts(a, b, grid);
  const [countsA, countsB] = [new Uint32Array(LEVELS), new Uint32Array(LEVELS)];
  for (let pair = 0; pair < joint.length; pair++) {
    countsA[pair >> 8] += joint[pair];
    countsB[pair & 255] += joint[pair];
  }
  const [first, second] = [weightsOf(countsA, a.range), weightsOf(countsB, b.range)];
  const evidence = [kindOf(first), kindOf(second)] as const;
  if (!first || !second) return { rho: Number.NaN, iou: Number.NaN, overlap: Number.NaN, ...grid, evidence };
  let [rho, shared, overlap] = [0, 0, 0];
  for (let pair = 0; pair < joint.length; pair++) {
    const count = joint[pair];
    if (count === 0) continue;
    const [i, j] = [pair >> 8, pair & 255];
    rho += count * first.rank[i] * second.rank[j];
    shared += count * Math.min(first.top[i], second.top[j]);
    overlap += count * Math.min(first.mass[i], second.mass[j]);
  }
  const varies = first.varies && second.varies;
  return {
    rho: varies ? rho : Number.NaN,
    iou: varies ? shared / (first.topSum + second.topSum - shared) : Number.NaN,
    overlap,
    ...grid,
    evidence,
  };
}

function kindOf(weights: Weights | undefined): EvidenceKind {
  if (!weights) return 'none';
  return weights.varies ? 'varies' : 'constant';
}

/** How often level i of the first map meets level j of the second, at 256 i + j. */
function jointCounts(a: StoredMap, b: StoredMap, { width, height }: Size): Uint32Array {
  const joint = new Uint32Array(LEVELS * LEVELS);
  const [columnsA, columnsB] = [centres(a.width, width), centres(b.width, width)];
  const [rowsA, rowsB] = [centres(a.height, height), centres(b.height, height)];
  for (let y = 0; y < height; y++) {
    const [rowA, rowB] = [rowsA[y] * a.width, rowsB[y] * b.width];
    for (let x = 0; x < width; x++) joint[(a.levels[rowA + columnsA[x]] << 8) | b.levels[rowB + columnsB[x]]]++;
  }
  return joint;
}

/** The stored pixel at the centre of each of `to` parts of a side of `from` pixels. */
export function centres(from: number, to: number): Uint32Array {
  return Uint32Array.from({ length: to }, (_, part) => Math.floor(((part + 0.5) * from) / to));
}

interface Weights {
  /** Whether the evidence differs anywhere. */
  varies: boolean;
  /** By level: centred midranks of unit length, weights in the top decile, and shares of the mass. */
  rank: Float64Array;
  top: Float64Array;
  topSum: number;
  mass: Float64Array;
}

/** What a pixel of each level counts; undefined for a map without evidence. */
function weightsOf(counts: Uint32Array, range: LevelRange): Weights | undefined {
  const evidence = evidenceOfLevels(range);
  const pixels = counts.reduce((sum, count) => sum + count, 0);
  const sum = counts.reduce((total, count, level) => total + count * evidence[level], 0);
  if (!(sum > 0)) return undefined;
  const mass = evidence.map((each) => each / sum);
  const rank = new Float64Array(LEVELS);
  const top = new Float64Array(LEVELS);
  const decile = Math.ceil(0.1 * pixels);
  let below = 0;
  let squares = 0;
  let topSum = 0;
  let classes = 0;
  // Evidence grows with the level; levels of equal evidence tie.
  for (let from = 0, to = 0; from < LEVELS; from = to) {
    let tied = 0;
    for (to = from; to < LEVELS && evidence[to] === evidence[from]; to++) tied += counts[to];
    if (tied === 0) continue;
    classes++;
    const midrank = below + (tied + 1) / 2 - (pixels + 1) / 2;
    const above = pixels - below - tied;
    const weight = evidence[from] > 0 ? Math.min(1, Math.max(0, decile - above) / tied) : 0;
    rank.fill(midrank, from, to);
    top.fill(weight, from, to);
    squares += tied * midrank * midrank;
    topSum += tied * weight;
    below += tied;
  }
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  return { varies: classes > 1, rank: rank.map((each) => each * scale), top, topSum, mass };
}
