import {
  createLoader,
  createSerializer,
  parseAsArrayOf,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import type { JobSort, JobsRequest, SampleSortBy, SamplesRequest } from './requests';

/*
 * The state of each view, as it stands in the address: short names, what is as usual left out. Parsed once, here, for the
 * server's first paint and for the browser.
 */

export const JOB_PAGE_SIZES = [10, 20, 50] as const;
export const SAMPLE_PAGE_SIZES = [2, 5, 10, 25] as const;
export const DEFAULT_JOB_PAGE_SIZE = 20;
export const DEFAULT_SAMPLE_PAGE_SIZE = 5;
export const DEFAULT_BLEND = 75;

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

export const saliencyParams = {
  page,
  size: parseAsInteger.withDefault(DEFAULT_SAMPLE_PAGE_SIZE),
  labels: parseAsArrayOf(parseAsInteger).withDefault([]),
  types: parseAsArrayOf(parseAsStringLiteral(TYPES)).withDefault([]),
  sort: parseAsStringLiteral(SAMPLE_SORTABLE).withDefault('confidence'),
  order,
  /** Numbers of the explainers that are hidden. */
  hide: parseAsArrayOf(parseAsInteger).withDefault([]),
  /** How much of the original shows where a map is not salient, percent. */
  blend: parseAsInteger.withDefault(DEFAULT_BLEND),
  /** Labels whose maps are shown where it is not a sample's first one: `sample.label`. */
  pick: parseAsArrayOf(parseAsString).withDefault([]),
};

export const loadJobListParams = createLoader(jobListParams);
export const loadSaliencyParams = createLoader(saliencyParams);
export const serializeJobListParams = createSerializer(jobListParams);
export const serializeSaliencyParams = createSerializer(saliencyParams);

export type JobListState = Awaited<ReturnType<typeof loadJobListParams>>;
export type SaliencyState = Awaited<ReturnType<typeof loadSaliencyParams>>;

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

/** What the saliency view asks the API for. */
export function samplesRequestOf(state: SaliencyState): SamplesRequest {
  return {
    page: Math.max(1, state.page),
    limit: sizeOf(state.size, SAMPLE_PAGE_SIZES, DEFAULT_SAMPLE_PAGE_SIZE),
    label: state.labels.filter((label) => label >= 0),
    type: state.types.length === TYPES.length ? [] : state.types,
    hasMaps: false,
    hasCounterfactuals: false,
    sort: state.sort,
    order: state.order,
  };
}

/** A request as a query string, in one order, what is absent left out. */
export function queryOf(request: Partial<JobsRequest> | Partial<SamplesRequest>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(request)) {
    if (Array.isArray(value)) for (const one of value) query.append(name, String(one));
    else if (value !== undefined && value !== '' && value !== false) query.append(name, String(value));
  }
  return query;
}
