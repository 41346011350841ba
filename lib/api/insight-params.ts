import { createLoader, createSerializer, parseAsInteger, parseAsStringLiteral } from 'nuqs/server';
import { MEASURE_NAMES } from './insight-requests';
import { ORDERS } from './requests';
import { displayParams, explainerParams, filterParams } from './search-params';

/* The state of the insight views in the query string of their URLs: the filter of the saliency view, and what each view adds. */

/** Shared by all insight views, and kept when another one is opened. */
export const insightParams = { ...explainerParams, ...filterParams };

/** Pairs per page of the agreement view. */
export const PAIRS_PAGE_SIZE = 4;

export const agreementParams = {
  ...insightParams,
  ...displayParams,
  measure: parseAsStringLiteral(MEASURE_NAMES).withDefault('rho'),
  /** Indices of the two explainers whose pairs are shown; null for those with the least lift. */
  a: parseAsInteger,
  b: parseAsInteger,
  /** `asc`: least agreed first. */
  order: parseAsStringLiteral(ORDERS).withDefault('asc'),
  page: parseAsInteger.withDefault(1),
};

const loadAgreementParams = createLoader(agreementParams);
export const serializeInsightParams = createSerializer(insightParams);
export const serializeAgreementParams = createSerializer(agreementParams);

export type AgreementState = Awaited<ReturnType<typeof loadAgreementParams>>;
