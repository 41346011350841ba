import type { SampleJson } from '@/lib/api/sample-answers';
import { type FilterState, isOfMaps, type SaliencyState } from '@/lib/api/search-params';
import { labelsWithMaps } from './labels';

/*
 * Which label's maps a row shows: the picked one, else one of the selected pair of the confusion view, else the one that the server
 * says matches what the browser cannot tell, else the most probable one that matches the filter, else the most probable one. Except for a picked one, labels with maps come first. Picks are stored in
 * the URL as `sample.label`.
 */

const PICK = /^(-?\d+)\.(\d+)$/;

/** Picked labels by sample id. */
export function parsePicks(picks: readonly string[]): Map<number, number> {
  const parsed = new Map<number, number>();
  for (const pick of picks) {
    const match = PICK.exec(pick);
    if (match) parsed.set(Number(match[1]), Number(match[2]));
  }
  return parsed;
}

/** The picks, with the pick of one sample set. */
export function withPick(picks: readonly string[], sample: number, label: number): string[] {
  const parsed = parsePicks(picks).set(sample, label);
  return [...parsed].map(([id, chosen]) => `${id}.${chosen}`);
}

interface Filter {
  labels: readonly number[];
  types: readonly string[];
  confidence: readonly [number, number] | null;
  uncertainty: readonly [number, number] | null;
  truth: number | null;
  predicted: number | 'none' | null;
}

/** Whether labels match by what only the server knows: numbers of maps, intervals, the distance from the threshold. */
export function isMatchedByServer(state: FilterState & Pick<SaliencyState, 'sort'>): boolean {
  const { margin, interval, region, agreement, evidence, border, spread, sort } = state;
  const ranges = [margin, region, agreement, evidence, border, spread];
  return isOfMaps(sort) || sort === 'margin' || interval.length > 0 || ranges.some((range) => range !== null);
}

function isWithin(value: number | null, range: readonly [number, number] | null): boolean {
  return range === null || (value !== null && value >= range[0] && value <= range[1]);
}

/**
 * The label whose maps a sample shows, null if it has no label.
 *
 * @param matched the label that the server says matches; null for none, or where the browser can tell
 */
export function chosenLabel(
  sample: SampleJson,
  picks: ReadonlyMap<number, number>,
  { labels, types, confidence, uncertainty, truth, predicted }: Filter,
  matched: number | null = null,
): number | null {
  const picked = picks.get(sample.id);
  if (sample.labels.some(({ id }) => id === picked)) return picked ?? null;
  const mapped = labelsWithMaps(sample);
  const pair = [predicted, truth].filter((label) => sample.labels.some(({ id }) => id === label));
  const ofPair = pair.find((label) => typeof label === 'number' && mapped.has(label)) ?? pair[0];
  if (typeof ofPair === 'number') return ofPair;
  if (sample.labels.some(({ id }) => id === matched)) return matched;
  const matching = sample.labels.filter(
    (label) =>
      (labels.length === 0 || labels.includes(label.id)) &&
      (types.length === 0 || (label.type !== null && types.includes(label.type))) &&
      isWithin(label.confidence, confidence) &&
      isWithin(label.uncertainty?.sd ?? null, uncertainty),
  );
  const [first] = [...(matching.length > 0 ? matching : sample.labels)].sort(
    (a, b) => Number(mapped.has(b.id)) - Number(mapped.has(a.id)) || (b.confidence ?? -1) - (a.confidence ?? -1),
  );
  return first?.id ?? null;
}
