import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { COLOUR_MAPS, CONTRASTS, DEFAULT_BLEND, DIVERGING_MAPS, type Display, SCALES, SIGNS } from '../image/display';
import {
  INTERVAL_PLACES,
  MAP_NUMBERS,
  type MapNumber,
  MEASURE_NAMES,
  SAMPLE_SORTS,
  type SampleSortBy,
} from './choices';
import { orderedExplainers } from './explainer-order';
import { formatIds } from './id-list';
import { pageSizeOf } from './page-size';
import {
  parseAsIds,
  parseAsPrediction,
  parseAsRange,
  parseAsRegion,
  parseAsSize,
  parseAsThreshold,
} from './param-parsers';
import { type ExplainerRegion, formatRegion } from './region';
import type { FacetsRequest, JobsRequest, OrderRequest, SamplesRequest } from './requests';
import { api } from './urls';

/*
 * The state of each view in the query string of its URL: short names, default values are omitted. Parsed here for both the server's
 * first paint and the browser.
 */

export const SAMPLE_PAGE_SIZES = [2, 5, 10, 25] as const;
export const DEFAULT_SAMPLE_PAGE_SIZE = 5;

const TYPES = ['TP', 'FN', 'FP'] as const;

const page = parseAsInteger.withDefault(1);
const order = parseAsStringLiteral(['asc', 'desc']).withDefault('desc');

const labels = parseAsArrayOf(parseAsInteger).withDefault([]);
const types = parseAsArrayOf(parseAsStringLiteral(TYPES)).withDefault([]);
const otherFilterParams = {
  /** A ground truth label, and a predicted label or `none`. */
  truth: parseAsInteger,
  predicted: parseAsPrediction,
  confidence: parseAsRange,
  uncertainty: parseAsRange,
  /** Only these samples. */
  samples: parseAsIds,
  /** Only samples with one of these marks, and only those with a note. */
  marks: parseAsArrayOf(parseAsString).withDefault([]),
  notes: parseAsBoolean.withDefault(false),
  /** Where the maps of an explainer have half of their mass. */
  region: parseAsRegion,
  /** The measure of agreement. */
  measure: parseAsStringLiteral(MEASURE_NAMES).withDefault('rho'),
  /** Distance from the threshold, as a share of the way to certainty. */
  margin: parseAsRange,
  /** How the interval lies; all of them hold. */
  interval: parseAsArrayOf(parseAsStringLiteral(INTERVAL_PLACES)).withDefault([]),
};

/** The part of the filter that is about numbers of the maps. */
const numberParams = {
  /** Ranges. */
  agreement: parseAsRange,
  evidence: parseAsRange,
  border: parseAsRange,
  spread: parseAsRange,
  /** Name of the explainer whose numbers are filtered and sorted by; null for all. */
  mapsOf: parseAsString,
};

/** Which labels of which samples: the filter in the address of a view, which links to other views take along. */
export const filterParams = { labels, types, ...otherFilterParams, ...numberParams };

/** How maps are displayed; shared by all views. */
export const displayParams = {
  colour: parseAsStringLiteral(COLOUR_MAPS).withDefault('inferno'),
  diverging: parseAsStringLiteral(DIVERGING_MAPS).withDefault('photo'),
  sign: parseAsStringLiteral(SIGNS).withDefault('all'),
  scale: parseAsStringLiteral(SCALES).withDefault('own'),
  contrast: parseAsStringLiteral(CONTRASTS).withDefault('clip'),
  /** Opacity of the original where a map is not salient, percent. */
  blend: parseAsInteger.withDefault(DEFAULT_BLEND),
  /** Share of the pixels of each map that is shown, the most salient ones, percent. */
  top: parseAsInteger.withDefault(100),
  contours: parseAsBoolean.withDefault(false),
  /** Whether ground truth regions are drawn over originals. */
  regions: parseAsBoolean.withDefault(true),
};

/** The order of explainers. */
export const explainerParams = {
  /** Indices of explainers in their order; those not listed follow as recorded. */
  columns: parseAsArrayOf(parseAsInteger).withDefault([]),
  /** Indices of the pinned explainers, which are first and stay in view. */
  pin: parseAsArrayOf(parseAsInteger).withDefault([]),
};

/** Shared by every view of a job, and kept when another one is opened. */
export const jobParams = {
  ...explainerParams,
  /** Labels count as predicted from this probability on; null for the recorded threshold. */
  threshold: parseAsThreshold,
};

export const LAYOUTS = ['rows', 'wall'] as const;

export const saliencyParams = {
  ...displayParams,
  ...jobParams,
  layout: parseAsStringLiteral(LAYOUTS).withDefault('rows'),
  /** Width of a map or a tile of the wall, pixels; `fit` shrinks the maps until all explainers fit; null for the default. */
  px: parseAsSize,
  /** Index of the explainer whose maps the wall shows; null for the first in display order. */
  wall: parseAsInteger,
  page,
  size: parseAsInteger.withDefault(DEFAULT_SAMPLE_PAGE_SIZE),
  labels,
  types,
  sort: parseAsStringLiteral(SAMPLE_SORTS).withDefault('confidence'),
  order,
  /** Indices of the hidden explainers. */
  hide: parseAsArrayOf(parseAsInteger).withDefault([]),
  ...otherFilterParams,
  ...numberParams,
  /** Whether zooming applies to the whole page instead of one row. */
  together: parseAsBoolean.withDefault(false),
  /** Id of the sample on the stage, the index of its explainer, and that of the explainer to compare with. */
  stage: parseAsInteger,
  on: parseAsInteger,
  against: parseAsInteger,
  /** The labels selected for samples that do not show their first label: `sample.label`. */
  pick: parseAsArrayOf(parseAsString).withDefault([]),
};

export const loadSaliencyParams = /* @__PURE__ */ createLoader(saliencyParams);
export const loadJobParams = /* @__PURE__ */ createLoader(jobParams);
export const serializeJobParams = /* @__PURE__ */ createSerializer(jobParams);
export const serializeSaliencyParams = /* @__PURE__ */ createSerializer(saliencyParams);

type DisplayState = Pick<SaliencyState, keyof typeof displayParams>;
/** The filter, and the threshold that its types depend on. */
export type FilterState = Pick<SaliencyState, keyof typeof filterParams | 'threshold'>;
export type SaliencyState = Awaited<ReturnType<typeof loadSaliencyParams>>;

/** The display settings in this state; numbers outside the range of their slider are clamped. */
export function displayOf(state: DisplayState): Display {
  const { colour, diverging, sign, scale, contrast, contours, regions } = state;
  const clamp = (value: number, min: number) => Math.min(100, Math.max(min, value));
  return {
    ...{ colour, diverging, sign, scale, contrast, contours, regions },
    blend: clamp(state.blend, 0),
    top: clamp(state.top, 1),
  };
}

/**
 * The index of the explainer whose maps the wall shows: that in the URL if it exists, else the one whose numbers the samples are sorted or
 * filtered by, else the first in display order.
 */
export function explainerOnWall(
  { explainerNames }: { explainerNames: readonly string[] },
  state: SaliencyState,
): number {
  const { wall, region } = state;
  const ofNumbers = explainerNames.indexOf(orderRequestOf(state).explainer ?? '');
  const chosen = [wall, ofNumbers, region?.explainer].find((index) => index != null && index in explainerNames);
  return chosen ?? orderedExplainers(explainerNames, state)[0] ?? 0;
}

/** The API request of the filter. */
export function facetsRequestOf(state: FilterState): FacetsRequest {
  const { agreement, evidence, border, spread } = state;
  const hasRanges = [agreement, evidence, border, spread].some((range) => range !== null);
  return {
    label: state.labels.filter((label) => label >= 0),
    type: state.types.length === TYPES.length ? [] : state.types,
    minConfidence: state.confidence?.[0],
    maxConfidence: state.confidence?.[1],
    minUncertainty: state.uncertainty?.[0],
    maxUncertainty: state.uncertainty?.[1],
    minMargin: state.margin?.[0],
    maxMargin: state.margin?.[1],
    interval: state.interval,
    hasMaps: false,
    hasCounterfactuals: false,
    threshold: state.threshold ?? undefined,
    truth: labelOrNothing(state.truth),
    predicted: state.predicted === 'none' ? 'none' : labelOrNothing(state.predicted),
    samples: state.samples ?? undefined,
    explainer: (hasRanges && state.mapsOf) || undefined,
    measure: agreement && state.measure !== 'rho' ? state.measure : undefined,
    minAgreement: agreement?.[0],
    maxAgreement: agreement?.[1],
    minEvidence: evidence?.[0],
    maxEvidence: evidence?.[1],
    minBorder: border?.[0],
    maxBorder: border?.[1],
    minSpread: spread?.[0],
    maxSpread: spread?.[1],
    ...(state.marks.length > 0 ? { marks: state.marks } : {}),
    ...(state.notes ? { notes: true } : {}),
    region: state.region ?? undefined,
  };
}

function labelOrNothing(label: number | null): number | undefined {
  return label !== null && label >= 0 ? label : undefined;
}

/** The filter and the order of the saliency view. */
export function orderRequestOf(state: SaliencyState): OrderRequest {
  const filter = facetsRequestOf(state);
  const { sort, order, mapsOf } = state;
  const measure = sort === 'agreement' && state.measure !== 'rho' ? state.measure : filter.measure;
  const explainer = (isOfMaps(sort) && mapsOf) || filter.explainer;
  return { ...filter, explainer, measure, sort, order };
}

/** Whether samples are sorted by a number of their maps. */
export function isOfMaps(sort: SampleSortBy): sort is MapNumber | 'contrast' {
  return sort === 'contrast' || MAP_NUMBERS.some((name) => name === sort);
}

/** The API request of the saliency view. */
export function samplesRequestOf(state: SaliencyState): SamplesRequest {
  return {
    page: Math.max(1, state.page),
    limit: pageSizeOf(state.size, SAMPLE_PAGE_SIZES, DEFAULT_SAMPLE_PAGE_SIZE),
    ...orderRequestOf(state),
    aspect: true,
  };
}

/** The API URL of a sample under the threshold of a view. */
export function sampleAddress(key: string, id: number, { threshold }: { threshold: number | null }): string {
  return api.sample(key, id, queryOf({ threshold: threshold ?? undefined }));
}

/** The API URL of the confusion of a job under a threshold; null for the recorded one. */
export function confusionAddress(key: string, { threshold }: { threshold: number | null }): string {
  return api.confusion(key, queryOf({ threshold: threshold ?? undefined }));
}

/** A request of an insight view: the filter, and what the view adds. */
export type InsightQuery = Partial<FacetsRequest> & Record<string, unknown>;

/** A request as a query string in a fixed order; absent values are omitted. */
export function queryOf(
  request: Partial<JobsRequest> | Partial<SamplesRequest> | Partial<FacetsRequest> | InsightQuery,
): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (name === 'samples' && value) query.append(name, formatIds(value as number[]));
    else if (name === 'region' && value) query.append(name, formatRegion(value as ExplainerRegion));
    else if (name === 'marks' && value) query.append(name, (value as string[]).join(','));
    else if (Array.isArray(value)) for (const one of value) query.append(name, String(one));
    else if (value !== undefined && value !== '' && value !== false) query.append(name, String(value));
  }
  return query;
}
