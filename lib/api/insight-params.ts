import { createLoader, createSerializer, parseAsInteger, parseAsStringLiteral } from 'nuqs/server';
import { ORDERS } from './choices';
import { parseAsExplainer, parseAsIds, parseAsRegion } from './param-parsers';
import { displayParams, filterParams, jobParams } from './search-params';

/* The state of the insight views in the query string of their URLs: the filter of the saliency view, and what each view adds. */

/** Shared by all insight views, and kept when another one is opened. */
export const insightParams = { ...jobParams, ...filterParams };

export type InsightState = Awaited<ReturnType<typeof loadInsightParams>>;
const loadInsightParams = createLoader(insightParams);

/** The part of the state of an insight view that all views share: what links keep. */
export function sharedState(state: InsightState): InsightState {
  const shared = Object.keys(insightParams).map((name) => [name, state[name as keyof InsightState]]);
  return Object.fromEntries(shared) as InsightState;
}

/** Pairs per page of the agreement view. */
export const PAIRS_PAGE_SIZE = 8;

export const agreementParams = {
  ...insightParams,
  ...displayParams,
  /** The two explainers whose pairs are shown; null for those with the least lift. */
  a: parseAsExplainer,
  b: parseAsExplainer,
  /** `asc`: least agreed first. */
  order: parseAsStringLiteral(ORDERS).withDefault('asc'),
  page: parseAsInteger.withDefault(1),
};

/** Labels per page of the classes view. */
export const CLASSES_PAGE_SIZE = 10;

export const classesParams = {
  ...insightParams,
  page: parseAsInteger.withDefault(1),
  /** The label and the index of the explainer whose mean map is enlarged; null for none. */
  of: parseAsInteger,
  on: parseAsInteger,
  /** The region selected on it. */
  brush: parseAsRegion,
};

export const SCATTER_POINTS = ['dots', 'maps'] as const;
export const SCATTER_COLOURS = ['group', 'type'] as const;

export const shortcutsParams = {
  ...insightParams,
  ...displayParams,
  /** Null for the first explainer of the job. */
  explainer: parseAsExplainer,
  /** Id of the label; null for the one with the most maps that the filter allows. */
  label: parseAsInteger,
  /** How the scatter shows samples; null for maps where there are few, else dots. */
  points: parseAsStringLiteral(SCATTER_POINTS),
  tint: parseAsStringLiteral(SCATTER_COLOURS).withDefault('group'),
  /** Index of the selected group. */
  group: parseAsInteger.withDefault(0),
  /** The samples in the lasso, instead of a group. */
  lasso: parseAsIds,
};

/** Samples that each preset of triage shows. */
export const TRIAGE_SHOWN = 6;

export const triageParams = { ...insightParams, ...displayParams };

/** The name of an explainer in an address; undefined for none, and for an index that no explainer has. */
export function explainerNamed(explainer: number | string | null, names: readonly string[]): string | undefined {
  return typeof explainer === 'number' ? names[explainer] : (explainer ?? undefined);
}

const loadAgreementParams = createLoader(agreementParams);
const loadShortcutsParams = createLoader(shortcutsParams);
export const serializeInsightParams = createSerializer(insightParams);
export const serializeAgreementParams = createSerializer(agreementParams);
export const serializeClassesParams = createSerializer(classesParams);

export type ShortcutsState = Awaited<ReturnType<typeof loadShortcutsParams>>;
export type AgreementState = Awaited<ReturnType<typeof loadAgreementParams>>;
