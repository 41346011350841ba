/* Every address that reads a job. `vary` makes an address that was not asked before, where that makes a difference. */

const V1 = '/v1/mindinsight/explainer';

const INSIGHT = ['survey', 'agreement', 'explainers', 'classes', 'shortcuts'];
const PAGES = ['saliency', 'counterfactual', 'evaluation', 'confusion', 'samples/0'];

export interface Question {
  path: string;
  /** Whether the answer may take as long as it likes: who asks leaves after a while, in the middle of it. */
  isEndless?: boolean;
  /** Of a POST request. */
  body?: string;
}

/** The questions about a job at `path` below the base directory, with sample 0. */
export function questionsAbout(path: string, vary: number): Question[] {
  const key = encodeURIComponent(path);
  const trainId = encodeURIComponent(`./${path}`);
  const filter = `minConfidence=${vary / 1e6}`;
  const body = (more: object) =>
    JSON.stringify({ train_id: `./${path}`, labels: ['label 0', `no label ${vary}`], limit: 100, offset: 0, ...more });
  return [
    '',
    `/samples?limit=200&sort=confidence&${filter}`,
    `/samples?limit=200&sort=id&order=asc&truth=0&${filter}`,
    `/facets?${filter}`,
    '/evaluation',
    '/confusion',
    '/thresholds',
    `/facets?threshold=${(vary % 1000) / 1000}`,
    '/samples/0',
    '/samples/1',
    `/samples/0/neighbours?${filter}`,
    '/images/original/0',
    '/images/thumbnail/0',
    '/images/heatmap/0/0/0',
    '/images/heatmap/0/0/0?as=overlay',
    '/images/outcome/0/0/0',
    '/images/mask/0/0',
    `/samples?limit=200&sort=agreement&order=asc&${filter}`,
    `/samples?region=0~0~0~8~8&${filter}`,
    ...INSIGHT.map((view) => `/insight/${view}?${filter}`),
    `/insight/pairs?a=GradCAM&b=explainer%201&${filter}`,
  ]
    .map((rest): Question => ({ path: `/api/jobs/${key}${rest}` }))
    .concat(
      PAGES.map((view) => ({ path: `/jobs/${key}/${view}?v=${vary}` })),
      [
        { path: `${V1}/explain-jobs?limit=10&offset=0` },
        { path: `${V1}/explain-job?train_id=${trainId}` },
        { path: `${V1}/evaluation?train_id=${trainId}` },
        { path: `${V1}/saliency`, body: body({ explainers: ['GradCAM'], sorted_name: 'confidence' }) },
        { path: `${V1}/hoc`, body: body({ drop_empty: false }) },
        { path: `${V1}/image?train_id=${trainId}&path=original.png&type=original` },
        { path: `${V1}/image?train_id=${trainId}&path=heatmap.png&type=overlay` },
        { path: `${V1}/image?train_id=${trainId}&path=${encodeURIComponent('0_label 0_0.jpg')}&type=outcome` },
      ],
    );
}

/** Those of the suite beside them: single samples, thresholds, triage, marks, tables, reports, and the job compared with itself and with another one. */
export function furtherQuestionsAbout(path: string, vary: number, other: string): Question[] {
  const key = encodeURIComponent(path);
  const filter = `minConfidence=${vary / 1e6}`;
  const job = `/api/jobs/${key}`;
  return [
    `${job}/images/heatmap/0/0/0?as=pixels`,
    `${job}/samples?limit=200&sort=contrast&order=asc&${filter}`,
    `${job}/samples?limit=200&sort=margin&threshold=${(vary % 1000) / 1000}`,
    `${job}/insight/triage?${filter}`,
    `${job}/insight/distributions?${filter}`,
    `${job}/insight/sample?sample=0`,
    `${job}/insight/sample?sample=1`,
    `${job}/marks`,
    `${job}/notes`,
    `/jobs/${key}/insight/explainers?v=${vary}`,
    `/jobs/${key}/insight/triage?v=${vary}`,
    `/api/compare?a=${key}&b=${key}`,
    `/api/compare?a=${other}&b=${key}`,
    `/api/compare/samples?a=${key}&b=${key}&limit=200&${filter}`,
    `/api/compare/samples?a=${key}&b=${other}&limit=200&sort=most-changed&${filter}`,
    `/compare?a=${key}&b=${other}`,
  ]
    .map((address): Question => ({ path: address }))
    .concat(
      [
        ...['samples', 'labels', 'maps', 'agreement', 'pairs'].map((table) => `${job}/tables/${table}.csv?${filter}`),
        `${job}/tables/maps.parquet?${filter}`,
        `/api/compare/tables/samples.csv?a=${key}&b=${key}&${filter}`,
        `${job}/report?limit=5&${filter}`,
        `/api/compare/report?a=${other}&b=${key}&limit=5&${filter}`,
      ].map((address) => ({ path: address, isEndless: true })),
    );
}

/** What users of a healthy job ask meanwhile, and those who watch over the server; by kind. */
export function neighboursQuestions(path: string, vary: number): Record<string, string> {
  const filter = `minConfidence=${(vary % 500_000) / 1e6}`;
  return {
    live: '/api/health/live',
    ready: '/api/health/ready',
    list: `/api/jobs?q=${vary % 7}`,
    samples: `/api/jobs/${path}/samples?${filter}`,
    page: `/jobs/${path}/saliency?confidence=${(vary % 50) / 100}-1`,
    insight: `/api/jobs/${path}/insight/agreement?${filter}`,
    picture: `/api/jobs/${path}/images/heatmap/${vary % 4}/0/${vary % 4}?as=overlay&v=${vary}`,
  };
}
