import { createHash } from 'node:crypto';
import { type Json, listJson } from '../json';
import type { Measure } from '../sketch/agreement';
import type { Pairing } from '../sketch/pairing';
import type { ExplainerPair } from './agreement';

/* Agreement as answers have it. */

/** Rounded to 9 decimals; null for what is not defined. */
export function orNull(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1e9) / 1e9 : null;
}

/** A pairing with null for what is not defined. */
export type PairingJson = { n: number } & Record<Exclude<keyof Pairing, 'n'>, number | null>;

export function pairingJson({ n, mean, median, shuffled, lift }: Pairing): PairingJson {
  return { n, mean: orNull(mean), median: orNull(median), shuffled: orNull(shuffled), lift: orNull(lift) };
}

export function pairingsJson({ rho, iou, overlap }: Record<Measure, Pairing>): Record<Measure, PairingJson> {
  return { rho: pairingJson(rho), iou: pairingJson(iou), overlap: pairingJson(overlap) };
}

/** The agreement of each two explainers by their names, ready to be sent: of two hundred explainers it has five megabytes. */
export interface PairsText {
  json: Json<({ a: string; b: string } & Record<Measure, PairingJson>)[]>;
  /** Equal for equal pairs. */
  hash: string;
}

const PAIRS_AT_ONCE = 500;

/** In steps that may be interrupted. */
export function* pairsText(pairs: readonly ExplainerPair[], names: readonly string[]): Generator<void, PairsText> {
  const shown = [];
  for (const [k, { a, b, ...pairings }] of pairs.entries()) {
    shown.push({ a: names[a], b: names[b], ...pairingsJson(pairings) });
    if (k % PAIRS_AT_ONCE === 0) yield;
  }
  const json = yield* listJson(shown);
  return { json, hash: createHash('sha1').update(json).digest('base64url') };
}

export const NO_PAIRS: PairsText = { json: '[]', hash: '' };
