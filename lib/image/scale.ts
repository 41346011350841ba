import { LEVELS } from './colour-map';
import type { Sign } from './display';

/*
 * The mapping of the recorded levels of a map to positions on a scale of salience, and the attributions at the ends of the scale:
 *
 *     recorded level ──range──▶ attribution ──sign──▶ position on a scale ──contrast──▶ displayed level ──▶ colour
 *
 * A scale belongs to one map, or is shared by all maps of an explainer. Explainers never share one: each measures something else.
 */

/** The attributions at levels 0 and 255 of a map: finite, the minimum not above the maximum. */
export interface AttributionRange {
  minimum: number;
  maximum: number;
  /** Whether 0 is neutral and negative values count against the label. */
  signed: boolean;
  /** The true least and greatest attribution, if outliers were clipped to levels 0 and 255. */
  extremes?: { minimum: number; maximum: number };
}

/** The input for a scale: one map. */
export interface Measured {
  /** Number of pixels by recorded level. */
  histogram: Uint32Array;
  /** Null if it was not recorded. */
  range: AttributionRange | null;
}

/** A scale of salience. */
export interface Axis {
  /** Number of pixels by position, from the least salient to the most. */
  histogram: Uint32Array;
  /** The attributions at its first and its last position; null if unknown. */
  ends: readonly [number, number] | null;
  /** Whether positions are magnitudes in two directions, which have different colours. */
  isDiverging: boolean;
  /** The displayed part of signed attributions; null if they are unsigned. */
  sign: Sign | null;
}

/** A map on a scale. */
export interface Scale {
  axis: Axis;
  /** The position of each recorded level. */
  positions: Uint16Array;
  /** For each recorded level whether it counts against the label; used if the scale is diverging. */
  isAgainst: Uint8Array;
}

/** Positions of a shared scale: several for each level, so that a map of small magnitudes keeps its shades beside one of large ones. */
const FINE = 16;
const SHARED_POSITIONS = FINE * (LEVELS - 1) + 1;

/** The attribution of a recorded level, accurate to half a level. Computed without overflow for any range. */
export function attributionAt({ minimum, maximum }: AttributionRange, level: number): number {
  const share = level / (LEVELS - 1);
  return minimum * (1 - share) + maximum * share;
}

/** The level of a constant map; null for any other map. */
export function constantLevel(histogram: Uint32Array): number | null {
  const level = histogram.findIndex((count) => count > 0);
  return level === histogram.findLastIndex((count) => count > 0) && level !== -1 ? level : null;
}

/**
 * A map on its own scale. If it is unsigned, or its range is not known, the positions are its levels. In a constant map
 * nothing is salient.
 */
export function ownScale(map: Measured, sign: Sign): Scale {
  const { range, histogram } = map;
  const isConstant = constantLevel(histogram) !== null;
  if (range?.signed && !isConstant) return onAxis(range, axisOf([map], sign, LEVELS));
  const ends = range && !isConstant ? ([range.minimum, range.maximum] as const) : null;
  const isSigned = range?.signed === true;
  return {
    axis: { histogram, ends, isDiverging: isSigned && sign === 'all', sign: isSigned ? sign : null },
    positions: Uint16Array.from({ length: LEVELS }, (_, level) => (isConstant ? 0 : level)),
    isAgainst: new Uint8Array(LEVELS),
  };
}

/** A scale shared by maps of one explainer, from the minimum attribution to the maximum; if one map is signed, all are treated as signed. */
export function sharedAxis(maps: readonly Measured[], sign: Sign): Axis {
  return axisOf(maps, sign, SHARED_POSITIONS);
}

function axisOf(maps: readonly Measured[], sign: Sign, length: number): Axis {
  const ranges = maps.flatMap(({ range }) => range ?? []);
  const isSigned = ranges.some(({ signed }) => signed);
  const min = Math.min(...ranges.map(({ minimum }) => minimum));
  const max = Math.max(...ranges.map(({ maximum }) => maximum));
  const axis: Axis = {
    histogram: new Uint32Array(length),
    ends: isSigned ? [0, signedEnd(min, max, sign)] : [min, max],
    isDiverging: isSigned && sign === 'all',
    sign: isSigned ? sign : null,
  };
  for (const { range, histogram } of maps) {
    if (range === null) continue;
    const { positions } = onAxis(range, axis);
    for (let level = 0; level < LEVELS; level++) axis.histogram[positions[level]] += histogram[level];
  }
  return axis;
}

/** The displayed attribution farthest from 0. Captum's visualiser has the same four options. */
function signedEnd(min: number, max: number, sign: Sign): number {
  if (sign === 'positive') return Math.max(0, max);
  if (sign === 'negative') return Math.min(0, min);
  return Math.max(Math.abs(min), Math.abs(max));
}

/** Places a map with this range on a scale, which covers at least that range. */
export function onAxis(range: AttributionRange, axis: Axis): Scale {
  const positions = new Uint16Array(LEVELS);
  const isAgainst = new Uint8Array(LEVELS);
  const [from, to] = axis.ends ?? [range.minimum, range.maximum];
  // Dividing by the maximum magnitude prevents overflow for huge ends and underflow for tiny ones.
  const unit = Math.max(Math.abs(from), Math.abs(to));
  const distance = to / unit - from / unit;
  // A level stands for attributions up to half a step away, so a level this close to 0 is neutral.
  const halfStep = range.signed ? (range.maximum / unit - range.minimum / unit) / (2 * (LEVELS - 1)) : -1;
  for (let level = 0; level < LEVELS; level++) {
    const attribution = attributionAt(range, level);
    isAgainst[level] = attribution < 0 ? 1 : 0;
    const shown = axis.sign === 'all' || axis.sign === 'absolute' ? Math.abs(attribution) : attribution;
    const share = (shown / unit - from / unit) / distance;
    // If the ends are equal nothing is salient.
    const isNeutral = Math.abs(attribution / unit) <= halfStep;
    positions[level] =
      distance !== 0 && share > 0 && !isNeutral ? Math.round(Math.min(1, share) * (axis.histogram.length - 1)) : 0;
  }
  return { axis, positions, isAgainst };
}

/** The attribution at a position of a scale; null if unknown. */
export function attributionOfPosition({ ends, histogram }: Axis, position: number): number | null {
  if (ends === null) return null;
  const share = position / (histogram.length - 1);
  return ends[0] * (1 - share) + ends[1] * share;
}
