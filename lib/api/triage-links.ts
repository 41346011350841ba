import type { TriageAnswer } from './insight-answers';
import type { SaliencyChange } from './insight-links';
import type { FilterState } from './search-params';

type Preset = TriageAnswer['presets'][number];
type Bounds = readonly [number, number];

/** Where ranges without a bound begin and end in an address, which holds both. */
const LEAST_AGREEMENT = -1;

/**
 * The filter and the order of the samples of a preset: what the filter of the view has in common with that of the preset. If they have
 * nothing in common, the preset has no samples either.
 */
export function presetState(filter: FilterState, { adds }: Pick<Preset, 'adds'>): SaliencyChange {
  const { type, interval, minMargin, maxAgreement, maxEvidence, sort, order } = adds;
  return {
    ...filter,
    types: type === undefined ? filter.types : common(filter.types, type),
    interval: [...new Set([...filter.interval, ...(interval ?? [])])],
    margin: narrowed(filter.margin, minMargin === undefined ? null : [minMargin, 1]),
    agreement: narrowed(filter.agreement, maxAgreement === undefined ? null : [LEAST_AGREEMENT, maxAgreement]),
    evidence: narrowed(filter.evidence, maxEvidence === undefined ? null : [0, maxEvidence]),
    sort,
    order,
  };
}

/** The types in both lists; an empty one means all. */
function common<T>(a: T[], b: readonly T[]): T[] {
  const both = b.filter((one) => a.includes(one));
  return both.length > 0 ? both : [...b];
}

/** The values in both ranges; null means all. */
function narrowed(a: Bounds | null, b: Bounds | null): Bounds | null {
  if (a === null || b === null) return a ?? b;
  const [min, max] = [Math.max(a[0], b[0]), Math.min(a[1], b[1])];
  return min <= max ? [min, max] : b;
}
