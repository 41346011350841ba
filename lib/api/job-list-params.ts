import {
  createLoader,
  createSerializer,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
} from 'nuqs/server';
import { pageSizeOf } from './page-size';
import type { JobSort, JobsRequest } from './requests';

/* The state of the list of jobs in the query string of its URL. */

export const JOB_PAGE_SIZES = [10, 20, 50] as const;
export const DEFAULT_JOB_PAGE_SIZE = 20;

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

export const jobListParams = {
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(DEFAULT_JOB_PAGE_SIZE),
  q: parseAsString.withDefault(''),
  sort: parseAsStringLiteral(SORTABLE).withDefault('updated'),
  order: parseAsStringLiteral(['asc', 'desc']).withDefault('desc'),
  /** Whether to list hidden jobs, and starred ones only. */
  hidden: parseAsBoolean.withDefault(false),
  starred: parseAsBoolean.withDefault(false),
};

export const loadJobListParams = createLoader(jobListParams);
export const serializeJobListParams = createSerializer(jobListParams);
export type JobListState = Awaited<ReturnType<typeof loadJobListParams>>;

/** The API request of the list. */
export function jobsRequestOf(state: JobListState): JobsRequest {
  const { q, sort } = state;
  return {
    page: Math.max(1, state.page),
    limit: pageSizeOf(state.size, JOB_PAGE_SIZES, DEFAULT_JOB_PAGE_SIZE),
    q: q.slice(0, 500),
    sort,
    order: state.order,
    hidden: state.hidden,
    starred: state.starred,
  };
}
