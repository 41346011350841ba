import { STEP } from '../slices';
import type { Job } from './job';
import { shownRowsById } from './query';

/**
 * The first 64 bits of the SHA-256 of the original of each sample, by row; `UNREADABLE` where it cannot be read, 0 where it was not
 * looked at yet, as for rows behind its end. Null before any were looked at.
 */
export type PictureHashes = BigUint64Array | null;

/** In place of the hash of an original that cannot be read. */
export const UNREADABLE = 0xffffffffffffffffn;

/** The samples of two jobs that are compared with each other, and those that are left out. */
export interface SampleMatch {
  /** Rows of the compared samples in A and in B, by ascending id in A. */
  rowsA: Uint32Array;
  rowsB: Uint32Array;
  /** Number of ids in both jobs. */
  both: number;
  /**
   * Of those, the number with the same picture, with another one, with one that cannot be read, and those of which one was not looked at
   * yet; null while nothing is known.
   */
  pictures: { same: number; other: number; unreadable: number; pending: number } | null;
  /** Number of compared samples with different ids that have the same picture. */
  byPicture: number;
  /** Rows of the samples that are left out, by ascending id. */
  leftA: Uint32Array;
  leftB: Uint32Array;
}

/**
 * Matches the samples of two jobs by id, in steps that may be interrupted. Once the pictures of both are known, samples of equal id with
 * another picture do not match, and what is left matches where exactly one sample of each job has a picture.
 */
export function* matchSamples(
  a: Job,
  b: Job,
  hashesA: PictureHashes,
  hashesB: PictureHashes,
): Generator<void, SampleMatch> {
  const byIdA = yield* shownRowsById(a);
  const byIdB = yield* shownRowsById(b);
  const partnerOfA = new Int32Array(a.samples.length).fill(-1);
  const isTaken = new Uint8Array(b.samples.length);
  const pictures = hashesA !== null && hashesB !== null ? { same: 0, other: 0, unreadable: 0, pending: 0 } : null;
  let both = 0;
  for (const [k, row] of byIdA.entries()) {
    if (k % STEP === 0) yield;
    const other = b.rowOf(a.samples.column.id[row]);
    if (other === -1 || !b.isShown(other)) continue;
    both++;
    if (pictures !== null && hashesA !== null && hashesB !== null) {
      const [ours, theirs] = [hashesA[row] ?? 0n, hashesB[other] ?? 0n];
      if (ours === UNREADABLE || theirs === UNREADABLE) pictures.unreadable++;
      else if (ours === 0n || theirs === 0n) pictures.pending++;
      else if (ours === theirs) pictures.same++;
      else {
        pictures.other++;
        continue;
      }
    }
    partnerOfA[row] = other;
    isTaken[other] = 1;
  }
  const byPicture = pictures && (yield* matchPictures(byIdA, byIdB, partnerOfA, isTaken, hashesA, hashesB));
  const isPaired = (row: number) => partnerOfA[row] !== -1;
  yield;
  const rowsA = byIdA.filter(isPaired);
  yield;
  return {
    rowsA,
    rowsB: Uint32Array.from(rowsA, (row) => partnerOfA[row]),
    both,
    pictures,
    byPicture: byPicture ?? 0,
    leftA: byIdA.filter((row) => !isPaired(row)),
    leftB: byIdB.filter((row) => isTaken[row] === 0),
  };
}

const SEVERAL = -1;

/** Of this process alone: a map finds many hashes that somebody chose slowly. */
const [SECRET] = crypto.getRandomValues(new BigUint64Array(1));

/** Matches the samples that are left by their pictures; returns how many. */
function* matchPictures(
  byIdA: Uint32Array,
  byIdB: Uint32Array,
  partnerOfA: Int32Array,
  isTaken: Uint8Array,
  hashesA: PictureHashes,
  hashesB: PictureHashes,
): Generator<void, number> {
  if (hashesA === null || hashesB === null) return 0;
  const isLeftInA = (row: number) => partnerOfA[row] === -1;
  if (!byIdA.some(isLeftInA) || byIdB.every((row) => isTaken[row] === 1)) return 0;
  const rowsA = yield* rowsByHash(byIdA, hashesA);
  const rowsB = yield* rowsByHash(byIdB, hashesB);
  let count = 0;
  let step = 0;
  for (const [hash, row] of rowsA) {
    if (step++ % STEP === 0) yield;
    const other = rowsB.get(hash) ?? SEVERAL;
    if (row === SEVERAL || other === SEVERAL || !isLeftInA(row) || isTaken[other] === 1) continue;
    partnerOfA[row] = other;
    isTaken[other] = 1;
    count++;
  }
  return count;
}

/** The sample with each picture, `SEVERAL` where several samples have it; by hashes that nobody can foresee. */
function* rowsByHash(rows: Uint32Array, hashes: BigUint64Array): Generator<void, Map<bigint, number>> {
  const found = new Map<bigint, number>();
  for (const [k, row] of rows.entries()) {
    if (k % STEP === 0) yield;
    const hash = hashes[row] ?? 0n;
    if (hash !== 0n && hash !== UNREADABLE) found.set(hash ^ SECRET, found.has(hash ^ SECRET) ? SEVERAL : row);
  }
  return found;
}

/** Hashes of samples by their rows, 0 for the others; in steps that may be interrupted. */
export function* hashesByRow(job: Job, ids: Int32Array, hashes: BigUint64Array): Generator<void, BigUint64Array> {
  const byRow = new BigUint64Array(job.samples.length);
  for (let k = 0; k < ids.length; k++) {
    if (k % STEP === 0) yield;
    const row = job.rowOf(ids[k]);
    if (row !== -1) byRow[row] = hashes[k];
  }
  return byRow;
}
