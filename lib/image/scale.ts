import { LEVELS } from './colour-map';
import type { Sign } from './display';

/*
 * Where the recorded levels of a map stand on a scale of salience, and what attributions the scale reaches to:
 *
 *   recorded level ──range──▶ attribution ──sign──▶ place on a scale ──contrast──▶ level shown ──▶ colour
 *
 * A scale belongs to one map, or to all maps of an explainer that share it. Explainers never share one: each measures something else.
 */

/** The attributions that levels 0 and 255 of a map stand for: finite, the minimum not above the maximum. */
export interface AttributionRange {
  minimum: number;
  maximum: number;
  /** Whether 0 is neutral and negative values are evidence against the label. */
  signed: boolean;
  /** The true least and greatest attribution, if outliers were clipped to levels 0 and 255. */
  extremes?: { minimum: number; maximum: number };
}

/** A map as a scale knows it. */
export interface Measured {
  /** Pixels by recorded level. */
  histogram: Uint32Array;
  /** Null where it was not recorded. */
  range: AttributionRange | null;
}

/** A scale of salience. */
export interface Axis {
  /** Pixels by place, from the least salient to the most. */
  histogram: Uint32Array;
  /** The attributions at its first and its last place; null where they are not known. */
  ends: readonly [number, number] | null;
  /** Whether the places stand for magnitudes in two directions, which are to be told apart. */
  isDiverging: boolean;
  /** What of signed attributions stands on it; null where they are unsigned. */
  sign: Sign | null;
}

/** A map on a scale. */
export interface Scale {
  axis: Axis;
  /** For each recorded level its place. */
  places: Uint16Array;
  /** For each recorded level whether it speaks against the label; of use where the axis is diverging. */
  isAgainst: Uint8Array;
}

/** Places of a shared scale: as many to each level, so that a map of small magnitudes keeps its shades beside one of large ones. */
const FINE = 16;
const SHARED_PLACES = FINE * (LEVELS - 1) + 1;

/** The attribution that a recorded level stands for, to half a level. Written so that no range overflows. */
export function attributionAt({ minimum, maximum }: AttributionRange, level: number): number {
  const share = level / (LEVELS - 1);
  return minimum * (1 - share) + maximum * share;
}

/** The level of a map that has but one; null for any other map. */
export function constantLevel(histogram: Uint32Array): number | null {
  const level = histogram.findIndex((count) => count > 0);
  return level === histogram.findLastIndex((count) => count > 0) && level !== -1 ? level : null;
}

/**
 * A map on its own scale. Where it is unsigned, or its range is not known, the places are its levels. Of a map that is the same all
 * over nothing is salient.
 */
export function ownScale(map: Measured, sign: Sign): Scale {
  const { range, histogram } = map;
  const isConstant = constantLevel(histogram) !== null;
  if (range?.signed && !isConstant) return onAxis(range, axisOf([map], sign, LEVELS));
  const ends = range && !isConstant ? ([range.minimum, range.maximum] as const) : null;
  const isSigned = range?.signed === true;
  return {
    axis: { histogram, ends, isDiverging: isSigned && sign === 'all', sign: isSigned ? sign : null },
    places: Uint16Array.from({ length: LEVELS }, (_, level) => (isConstant ? 0 : level)),
    isAgainst: new Uint8Array(LEVELS),
  };
}

/** One scale for maps of one explainer, from the least attribution to the greatest; where one is signed, all are taken as signed. */
export function sharedAxis(maps: readonly Measured[], sign: Sign): Axis {
  return axisOf(maps, sign, SHARED_PLACES);
}

function axisOf(maps: readonly Measured[], sign: Sign, length: number): Axis {
  const ranges = maps.flatMap(({ range }) => range ?? []);
  const isSigned = ranges.some(({ signed }) => signed);
  const least = Math.min(...ranges.map(({ minimum }) => minimum));
  const greatest = Math.max(...ranges.map(({ maximum }) => maximum));
  const axis: Axis = {
    histogram: new Uint32Array(length),
    ends: isSigned ? [0, signedEnd(least, greatest, sign)] : [least, greatest],
    isDiverging: isSigned && sign === 'all',
    sign: isSigned ? sign : null,
  };
  for (const { range, histogram } of maps) {
    if (range === null) continue;
    const { places } = onAxis(range, axis);
    for (let level = 0; level < LEVELS; level++) axis.histogram[places[level]] += histogram[level];
  }
  return axis;
}

/** The attribution farthest from 0 that is shown. Captum's visualiser knows the same four choices. */
function signedEnd(least: number, greatest: number, sign: Sign): number {
  if (sign === 'positive') return Math.max(0, greatest);
  if (sign === 'negative') return Math.min(0, least);
  return Math.max(Math.abs(least), Math.abs(greatest));
}

/** A map of this range on a scale, which reaches at least as far. */
export function onAxis(range: AttributionRange, axis: Axis): Scale {
  const places = new Uint16Array(LEVELS);
  const isAgainst = new Uint8Array(LEVELS);
  const [from, to] = axis.ends ?? [range.minimum, range.maximum];
  // In units of the greatest magnitude neither does the distance of huge ends overflow, nor that of tiny ones vanish.
  const unit = Math.max(Math.abs(from), Math.abs(to));
  const distance = to / unit - from / unit;
  // A level stands for attributions up to half a step away, so one that is this near to 0 is neutral.
  const halfStep = range.signed ? (range.maximum / unit - range.minimum / unit) / (2 * (LEVELS - 1)) : -1;
  for (let level = 0; level < LEVELS; level++) {
    const attribution = attributionAt(range, level);
    isAgainst[level] = attribution < 0 ? 1 : 0;
    const shown = axis.sign === 'all' || axis.sign === 'absolute' ? Math.abs(attribution) : attribution;
    const share = (shown / unit - from / unit) / distance;
    // Where the ends are equal nothing is salient.
    const isNeutral = Math.abs(attribution / unit) <= halfStep;
    places[level] =
      distance !== 0 && share > 0 && !isNeutral ? Math.round(Math.min(1, share) * (axis.histogram.length - 1)) : 0;
  }
  return { axis, places, isAgainst };
}

/** The attribution at a place of a scale; null where it is not known. */
export function attributionOfPlace({ ends, histogram }: Axis, place: number): number | null {
  if (ends === null) return null;
  const share = place / (histogram.length - 1);
  return ends[0] * (1 - share) + ends[1] * share;
}
