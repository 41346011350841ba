import { createLoader, createSerializer, parseAsInteger, parseAsString, parseAsStringLiteral } from 'nuqs/server';
import { CHANGES, COMPARED_SORTS, SIDES } from './compare-choices';
import { displayParams, type FilterState, facetsRequestOf, filterParams, type InsightQuery } from './search-params';

/* The state of the page that compares two jobs, in the query string of its URL. */

const TRUTHS = ['TP', 'FN'] as const;

export const LOOKS = ['swipe', 'difference'] as const;

/** Compared samples per page. */
export const COMPARE_PAGE_SIZES = [4, 8, 16, 32] as const;
/** The page size unless the address has another one. */
export const COMPARE_PAGE_SIZE = 8;

export const compareParams = {
  ...displayParams,
  ...filterParams,
  /** Keys of the two jobs; empty where one is still to be chosen. */
  a: parseAsString.withDefault(''),
  b: parseAsString.withDefault(''),
  /** The job whose labels the filter is about. */
  of: parseAsStringLiteral(SIDES).withDefault('b'),
  only: parseAsStringLiteral(CHANGES),
  from: parseAsStringLiteral(TRUTHS),
  to: parseAsStringLiteral(TRUTHS),
  sort: parseAsStringLiteral(COMPARED_SORTS).withDefault('flips'),
  /** The explainer whose maps samples are sorted by; null for the mean of all. */
  by: parseAsString,
  page: parseAsInteger.withDefault(1),
  size: parseAsInteger.withDefault(COMPARE_PAGE_SIZE),
  /** Id in A of the sample on the stage, its explainer by name, and how A and B are shown there. */
  stage: parseAsInteger,
  on: parseAsString,
  look: parseAsStringLiteral(LOOKS).withDefault('swipe'),
};

export const loadCompareParams = createLoader(compareParams);
export const serializeCompareParams = createSerializer(compareParams);

export type CompareState = Awaited<ReturnType<typeof loadCompareParams>>;

/** The filter for the labels of one of the jobs, as of its own views: each job has its own threshold. */
export function filterStateOf(state: CompareState): FilterState {
  return { ...state, threshold: null };
}

/** The filter of the page, and the jobs. */
function filterOf(state: CompareState): InsightQuery {
  const { a, b, of, only, from, to } = state;
  return {
    ...{ a, b, of },
    ...facetsRequestOf(filterStateOf(state)),
    only: only ?? undefined,
    from: from ?? undefined,
    to: to ?? undefined,
  };
}

/** The API request of the table of all compared samples that match. */
export function compareTableRequestOf(state: CompareState): InsightQuery {
  const isByMaps = state.sort === 'most-changed' || state.sort === 'least-changed';
  return {
    ...filterOf(state),
    sort: state.sort,
    ...(isByMaps ? { by: state.by ?? undefined } : {}),
    ...(isByMaps && state.measure !== 'rho' ? { measure: state.measure } : {}),
  };
}

/** The API request of a page of compared samples. */
export function compareSamplesRequestOf(state: CompareState): InsightQuery {
  return {
    ...compareTableRequestOf(state),
    page: Math.max(1, state.page),
    limit: COMPARE_PAGE_SIZES.find((size) => size === state.size) ?? COMPARE_PAGE_SIZE,
    aspect: true,
  };
}

/** The API request of one compared sample, by its id in A, whatever the filter is. */
export function comparedSampleRequestOf({ a, b }: CompareState, id: number): InsightQuery {
  return { a, b, ids: String(id), limit: 1, aspect: true };
}
