import {
  createLoader,
  createParser,
  createSerializer,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { COLOUR_MAPS, CONTRASTS, DIVERGING_MAPS, type Display, SCALES, SIGNS } from '../image/display';
import type { FacetsRequest, JobSort, JobsRequest, OrderRequest, SampleSortBy, SamplesRequest } from './requests';

/*
 * The state of each view, as it stands in the address: short names, what is as usual left out. Parsed once, here, for the
 * server's first paint and for the browser.
 */

export const JOB_PAGE_SIZES = [10, 20, 50] as const;
export const SAMPLE_PAGE_SIZES = [2, 5, 10, 25] as const;
export const DEFAULT_JOB_PAGE_SIZE = 20;
export const DEFAULT_SAMPLE_PAGE_SIZE = 5;
export const DEFAULT_BLEND = 75;
export const COUNTERFACTUAL_PAGE_SIZE = 24;

const SORTABLE = [
  'path',
  'created',
  'updated',
  'size',
  'samples',
  'labels',
  'explainers',
  'state',
] as const satisfies JobSort[];
const SAMPLE_SORTABLE = ['id', 'confidence', 'uncertainty'] as const satisfies SampleSortBy[];
const TYPES = ['TP', 'FN', 'FP'] as const;

const page = parseAsInteger.withDefault(1);
const order = parseAsStringLiteral(['asc', 'desc']).withDefault('desc');

export const jobListParams = {
  page,
  size: parseAsInteger.withDefault(DEFAULT_JOB_PAGE_SIZE),
  q: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(SORTABLE).withDefault('updated'),
  order,
};

/** A closed interval, as `0.25~0.75`. */
const parseAsRange = createParser<readonly [number, number]>({
  parse: (text) => {
    const [min, max, ...more] = text.split('~').map((end) => (end === '' ? Number.NaN : Number(end)));
    return more.length === 0 && min <= max ? [min, max] : null;
  },
  serialize: (range) => range.join('~'),
  eq: (a, b) => a[0] === b[0] && a[1] === b[1],
});

/** The id of a label that was predicted, or `none` where nothing was over the threshold. */
const parseAsPrediction = createParser<number | 'none'>({
  parse: (text) => (text === 'none' ? text : parseAsInteger.parse(text)),
  serialize: String,
});

/** How maps are shown; shared by every view of them. */
export const displayParams = {
  colour: parseAsStringLiteral(COLOUR_MAPS).withDefault('inferno'),
  diverging: parseAsStringLiteral(DIVERGING_MAPS).withDefault('berlin'),
  sign: parseAsStringLiteral(SIGNS).withDefault('all'),
  scale: parseAsStringLiteral(SCALES).withDefault('own'),
  contrast: parseAsStringLiteral(CONTRASTS).withDefault('clip'),
  /** How much of the original shows where a map is not salient, percent. */
  blend: parseAsInteger.withDefault(DEFAULT_BLEND),
  /** The share of pixels of each map that is shown, percent. */
  top: parseAsInteger.withDefault(100),
  contours: parseAsBoolean.withDefault(false),
};

/** The order of explainers; shared by every view of a job. */
export const explainerParams = {
  /** Numbers of explainers in their order; those left out follow as recorded. */
  columns: parseAsArrayOf(parseAsInteger).withDefault([]),
  /** Numbers of the explainers that stand first and stay in view. */
  pin: parseAsArrayOf(parseAsInteger).withDefault([]),
};

export const LAYOUTS = ['rows', 'wall'] as const;

/** A width in pixels, or `fit`. */
const parseAsSize = createParser<number | 'fit'>({
  parse: (text) => (text === 'fit' ? text : parseAsInteger.parse(text)),
  serialize: String,
});

export const saliencyParams = {
  ...displayParams,
  ...explainerParams,
  layout: parseAsStringLiteral(LAYOUTS).withDefault('rows'),
  /** Width of a map, or of a tile of the wall, pixels; `fit`: as narrow as it takes to show all explainers. By the window where left out. */
  px: parseAsSize,
  /** Number of the explainer whose maps are on the wall. */
  wall: parseAsInteger.withDefault(0),
  page,
  size: parseAsInteger.withDefault(DEFAULT_SAMPLE_PAGE_SIZE),
  labels: parseAsArrayOf(parseAsInteger).withDefault([]),
  types: parseAsArrayOf(parseAsStringLiteral(TYPES)).withDefault([]),
  sort: parseAsStringLiteral(SAMPLE_SORTABLE).withDefault('confidence'),
  order,
  /** Numbers of the explainers that are hidden. */
  hide: parseAsArrayOf(parseAsInteger).withDefault([]),
  /** A label that the ground truth of a sample holds, and one that was predicted, or nothing. */
  truth: parseAsInteger,
  predicted: parseAsPrediction,
  confidence: parseAsRange,
  uncertainty: parseAsRange,
  /** Whether zooming brings all of the page nearer, and not only a row. */
  together: parseAsBoolean.withDefault(false),
  /** Id of the sample on the stage, the explainer it shows, and the one beside it. */
  stage: parseAsInteger,
  on: parseAsInteger,
  against: parseAsInteger,
  /** Labels whose maps are shown where it is not a sample's first one: `sample.label`. */
  pick: parseAsArrayOf(parseAsString).withDefault([]),
};

export const counterfactualParams = {
  page,
  /** The label that is filtered by. */
  label: parseAsInteger,
  /** Whether samples without layers are listed too. */
  empty: parseAsBoolean.withDefault(false),
  /** The sample that is shown; the first of the page where left out. */
  sample: parseAsInteger,
  /** The label whose counterfactual is shown, where it is not the one filtered by or the most probable one. */
  of: parseAsInteger,
  /** 0 is the original, 1 the coarsest layer; the last one where left out. */
  layer: parseAsInteger,
  /** Whether the original is shown with the boxes of the layer. */
  boxes: parseAsBoolean.withDefault(false),
};

export const loadJobListParams = createLoader(jobListParams);
export const loadSaliencyParams = createLoader(saliencyParams);
export const loadCounterfactualParams = createLoader(counterfactualParams);
export const serializeJobListParams = createSerializer(jobListParams);
export const loadExplainerParams = createLoader(explainerParams);
export const serializeExplainerParams = createSerializer(explainerParams);
export const serializeSaliencyParams = createSerializer(saliencyParams);
export const serializeCounterfactualParams = createSerializer(counterfactualParams);

type DisplayState = Pick<SaliencyState, keyof typeof displayParams>;
export type JobListState = Awaited<ReturnType<typeof loadJobListParams>>;
export type SaliencyState = Awaited<ReturnType<typeof loadSaliencyParams>>;
export type CounterfactualState = Awaited<ReturnType<typeof loadCounterfactualParams>>;

/** One of the sizes there are; the usual one for a number that is none. */
function sizeOf(size: number, sizes: readonly number[], usual: number): number {
  return sizes.includes(size) ? size : usual;
}

/** What the list asks the API for. */
export function jobsRequestOf(state: JobListState): JobsRequest {
  const { q, sort } = state;
  return {
    page: Math.max(1, state.page),
    limit: sizeOf(state.size, JOB_PAGE_SIZES, DEFAULT_JOB_PAGE_SIZE),
    q: q.slice(0, 500),
    sort,
    order: state.order,
  };
}

/** How maps are shown in this state; numbers that no slider gives are brought to the nearest one. */
export function displayOf(state: DisplayState): Display {
  const { colour, diverging, sign, scale, contrast, contours } = state;
  const clamp = (value: number, least: number) => Math.min(100, Math.max(least, value));
  return {
    ...{ colour, diverging, sign, scale, contrast, contours },
    blend: clamp(state.blend, 0),
    top: clamp(state.top, 1),
  };
}

/** The number of the explainer whose maps are on the wall: one that there is. */
export function explainerOnWall(
  { explainerNames }: { explainerNames: readonly string[] },
  { wall }: SaliencyState,
): number {
  return Math.max(0, Math.min(wall, explainerNames.length - 1));
}

/** Which samples the saliency view is about. */
export function facetsRequestOf(state: SaliencyState): FacetsRequest {
  return {
    label: state.labels.filter((label) => label >= 0),
    type: state.types.length === TYPES.length ? [] : state.types,
    minConfidence: state.confidence?.[0],
    maxConfidence: state.confidence?.[1],
    minUncertainty: state.uncertainty?.[0],
    maxUncertainty: state.uncertainty?.[1],
    hasMaps: false,
    hasCounterfactuals: false,
    truth: labelOrNothing(state.truth),
    predicted: state.predicted === 'none' ? 'none' : labelOrNothing(state.predicted),
  };
}

function labelOrNothing(label: number | null): number | undefined {
  return label !== null && label >= 0 ? label : undefined;
}

/** Which samples the saliency view is about, and in which order. */
export function orderRequestOf(state: SaliencyState): OrderRequest {
  return { ...facetsRequestOf(state), sort: state.sort, order: state.order };
}

/** What the saliency view asks the API for. */
export function samplesRequestOf(state: SaliencyState): SamplesRequest {
  return {
    page: Math.max(1, state.page),
    limit: sizeOf(state.size, SAMPLE_PAGE_SIZES, DEFAULT_SAMPLE_PAGE_SIZE),
    ...orderRequestOf(state),
    aspect: true,
  };
}

/** What the counterfactual view asks the API for. */
export function counterfactualRequestOf({ page, label, empty }: CounterfactualState): SamplesRequest {
  return {
    page: Math.max(1, page),
    limit: COUNTERFACTUAL_PAGE_SIZE,
    label: label === null || label < 0 ? [] : [label],
    type: [],
    hasMaps: false,
    hasCounterfactuals: !empty,
    sort: 'confidence',
    order: 'desc',
    aspect: false,
  };
}

/** A request as a query string, in one order, what is absent left out. */
export function queryOf(
  request: Partial<JobsRequest> | Partial<SamplesRequest> | Partial<FacetsRequest>,
): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (Array.isArray(value)) for (const one of value) query.append(name, String(one));
    else if (value !== undefined && value !== '' && value !== false) query.append(name, String(value));
  }
  return query;
}
