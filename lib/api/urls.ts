/*
 * All URLs of the API and the pages. Job keys need no escaping (see job-key.ts). API URLs include the path prefix under which Salient
 * is served. Page URLs do not: Next's links add it, and so does `pageLink` for absolute URLs.
 */

/** The path prefix, for example `/tools/salient`; empty for none. */
export const BASE_PATH = process.env.SALIENT_PREFIX ?? '';

/** The absolute URL of a page, for sharing. */
export const pageLink = (page: string) => location.origin + BASE_PATH + page;

/** The views of the insight tab, in their order; also the last part of their addresses. */
export const INSIGHT_VIEWS = ['explainers', 'agreement', 'classes', 'shortcuts', 'triage'] as const;
export type InsightView = (typeof INSIGHT_VIEWS)[number];

const NO_QUERY = new URLSearchParams();

export const api = {
  jobs: (query: URLSearchParams) => withQuery(`${BASE_PATH}/api/jobs`, query),
  job: (key: string, query = NO_QUERY) => withQuery(`${BASE_PATH}/api/jobs/${key}`, query),
  samples: (key: string, query: URLSearchParams) => withQuery(`${BASE_PATH}/api/jobs/${key}/samples`, query),
  facets: (key: string, query: URLSearchParams) => withQuery(`${BASE_PATH}/api/jobs/${key}/facets`, query),
  sample: (key: string, id: number, query = NO_QUERY) => withQuery(`${BASE_PATH}/api/jobs/${key}/samples/${id}`, query),
  neighbours: (key: string, id: number, query: URLSearchParams) =>
    withQuery(`${BASE_PATH}/api/jobs/${key}/samples/${id}/neighbours`, query),
  evaluation: (key: string) => `${BASE_PATH}/api/jobs/${key}/evaluation`,
  confusion: (key: string, query = NO_QUERY) => withQuery(`${BASE_PATH}/api/jobs/${key}/confusion`, query),
  thresholds: (key: string) => `${BASE_PATH}/api/jobs/${key}/thresholds`,
  insight: (key: string, view: InsightView | 'pairs' | 'sample' | 'distributions', query: URLSearchParams) =>
    withQuery(`${BASE_PATH}/api/jobs/${key}/insight/${view}`, query),
  marks: () => `${BASE_PATH}/api/marks`,
  mark: (id: number) => `${BASE_PATH}/api/marks/${id}`,
  undoMarks: () => `${BASE_PATH}/api/marks/undo`,
  exportMarks: (aside?: number) => `${BASE_PATH}/api/marks/export${aside === undefined ? '' : `?aside=${aside}`}`,
  views: () => `${BASE_PATH}/api/views`,
  view: (id: number) => `${BASE_PATH}/api/views/${id}`,
  jobMarks: (key: string) => `${BASE_PATH}/api/jobs/${key}/marks`,
  aside: (key: string, id: number) => `${BASE_PATH}/api/jobs/${key}/marks/aside/${id}`,
  flags: (key: string) => `${BASE_PATH}/api/jobs/${key}/flags`,
  /** A note on a job (`job`), a sample (`samples/ID`) or a pair of explainers (`pair/A/B`). */
  note: (key: string, on: string) => `${BASE_PATH}/api/jobs/${key}/notes/${on}`,
  tables: (key: string, query: URLSearchParams) => withQuery(`${BASE_PATH}/api/jobs/${key}/tables`, query),
  table: (key: string, file: string, query: URLSearchParams) =>
    withQuery(`${BASE_PATH}/api/jobs/${key}/tables/${file}`, query),
  compareTable: (file: string, query: URLSearchParams) => withQuery(`${BASE_PATH}/api/compare/tables/${file}`, query),
  compare: (query: URLSearchParams) => withQuery(`${BASE_PATH}/api/compare`, query),
  report: (key: string, query: URLSearchParams) => withQuery(`${BASE_PATH}/api/jobs/${key}/report`, query),
  compareReport: (query: URLSearchParams) => withQuery(`${BASE_PATH}/api/compare/report`, query),
  compareSamples: (query: URLSearchParams) => withQuery(`${BASE_PATH}/api/compare/samples`, query),
  original: (key: string, version: string, id: number) =>
    `${BASE_PATH}/api/jobs/${key}/images/original/${id}?v=${version}`,
  thumbnail: (key: string, version: string, id: number) =>
    `${BASE_PATH}/api/jobs/${key}/images/thumbnail/${id}?v=${version}`,
  heatmap: (key: string, version: string, id: number, explainer: number, label: number) =>
    `${BASE_PATH}/api/jobs/${key}/images/heatmap/${id}/${explainer}/${label}?v=${version}`,
  mask: (key: string, version: string, id: number, label: number) =>
    `${BASE_PATH}/api/jobs/${key}/images/mask/${id}/${label}?v=${version}`,
  outcome: (key: string, version: string, id: number, label: number, layer: number) =>
    `${BASE_PATH}/api/jobs/${key}/images/outcome/${id}/${label}/${layer}?v=${version}`,
};

export const pages = {
  jobs: () => '/',
  saliency: (key: string) => `/jobs/${key}/saliency`,
  counterfactual: (key: string) => `/jobs/${key}/counterfactual`,
  evaluation: (key: string) => `/jobs/${key}/evaluation`,
  confusion: (key: string) => `/jobs/${key}/confusion`,
  /** The beginning of the addresses of the insight views; opens the first of them. */
  insightRoot: (key: string) => `/jobs/${key}/insight`,
  insight: (key: string, view: InsightView) => `/jobs/${key}/insight/${view}`,
  sample: (key: string, id: number) => `/jobs/${key}/samples/${id}`,
  /** Two jobs compared; without a second one it is chosen there. */
  compare: (a: string, b?: string) => withQuery('/compare', new URLSearchParams(b === undefined ? { a } : { a, b })),
};

function withQuery(path: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
