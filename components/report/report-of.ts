import { compareTableRequestOf, loadCompareParams } from '@/lib/api/compare-params';
import { counterfactualRequestOf, loadCounterfactualParams } from '@/lib/api/counterfactual-params';
import { orderedExplainers } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import {
  displayOf,
  displayParams,
  facetsRequestOf,
  type InsightQuery,
  loadSaliencyParams,
  orderRequestOf,
  queryOf,
  type SaliencyState,
} from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';

/* The report that is offered in a view: about what the view shows, in its order and with its display. */

/** What a report is about. */
export type ReportOf = { kind: 'job'; key: string; request: InsightQuery } | { kind: 'compare'; request: InsightQuery };

/** The choices of the dialog. */
export interface ReportChoices {
  title: string;
  limit: number;
  language: string;
}

/** The key of the job of a page; null on other pages. */
export function jobKeyAt(path: string): string | null {
  return /^\/jobs\/([^/]+)\//.exec(path)?.[1] ?? null;
}

/**
 * The report that the page at `path` offers; null for none.
 *
 * @param explainerNames of the job of the page
 */
export function reportOf(
  path: string,
  query: URLSearchParams,
  explainerNames: readonly string[] = [],
): ReportOf | null {
  const state = loadSaliencyParams(query);
  const display = displayRequestOf(state);
  if (path === '/compare') {
    const compared = loadCompareParams(query);
    if (compared.a === '' || compared.b === '') return null;
    return { kind: 'compare', request: { ...compareTableRequestOf(compared), ...display } };
  }
  const key = jobKeyAt(path);
  if (key === null) return null;
  const request = { ...samplesOf(path, query, state), ...explainersOf(state, explainerNames), ...display };
  return { kind: 'job', key, request: state.pick.length > 0 ? { ...request, picks: state.pick.join() } : request };
}

/** Which samples the view shows, and their order. */
function samplesOf(path: string, query: URLSearchParams, state: SaliencyState): InsightQuery {
  const { threshold } = facetsRequestOf(state);
  const sample = /\/samples\/(-?\d+)$/.exec(path)?.[1];
  if (sample !== undefined) return { samples: [Number(sample)], threshold };
  if (path.endsWith('/saliency')) return orderRequestOf(state);
  if (!path.endsWith('/counterfactual')) return facetsRequestOf(state);
  const { page, limit, aspect, ...request } = counterfactualRequestOf(loadCounterfactualParams(query));
  return request;
}

/** The explainers that are shown, in their order; nothing if those are all, as recorded. */
function explainersOf(state: SaliencyState, names: readonly string[]): InsightQuery {
  const shown = orderedExplainers(names, state).filter((index) => !state.hide.includes(index));
  const isAll = shown.length === names.length && shown.every((index, place) => index === place);
  return isAll || shown.length === 0 ? {} : { explainers: shown.join() };
}

/** What differs from the defaults of the display. */
function displayRequestOf(state: SaliencyState): InsightQuery {
  const { regions, ...display } = displayOf(state);
  return Object.fromEntries(
    Object.entries(display).filter(
      ([name, value]) => value !== displayParams[name as keyof typeof display].defaultValue,
    ),
  );
}

/** The address of a report. */
export function reportAddress(of: ReportOf, { title, limit, language }: ReportChoices): string {
  const query = queryOf({ ...of.request, title: title.trim(), limit, language });
  return of.kind === 'job' ? api.report(of.key, query) : api.compareReport(query);
}

/** The address of an answer that says how many samples match. */
export function totalAddress(of: ReportOf): string {
  const query = queryOf({ ...of.request, limit: 1 });
  for (const name of ['explainers', 'picks', ...Object.keys(displayParams)]) query.delete(name);
  return of.kind === 'job' ? api.samples(of.key, query) : api.compareSamples(query);
}

/** The name of the file of a report. */
export function reportName(of: ReportOf, job: Pick<JobAnswer, 'path'> | undefined): string {
  const name = of.kind === 'job' ? (job?.path ?? '').replace(/[^\p{L}\p{N}._]+/gu, '-') : 'compare';
  return `report-${name}.html`.replace(/-+\./, '.');
}
