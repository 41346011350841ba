import { compareAnswer, compareSamplesAnswer } from './compare-answers';
import { compareRequest, compareSamplesRequest } from './compare-requests';
import type { Operation } from './openapi-operation';
import { compareReportRequest } from './report-requests';

/* The operations about two jobs in the OpenAPI document. */

export const COMPARE_OPERATIONS: readonly Operation[] = [
  {
    path: '/api/compare',
    id: 'compareJobs',
    summary: 'Two jobs compared: what became of ground truths, probabilities and maps from A to B',
    query: compareRequest,
    answer: { name: 'Comparison', schema: compareAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/compare/samples',
    id: 'listComparedSamples',
    summary: 'A page of the samples of two jobs that match; all parts of the filter must match the same label',
    query: compareSamplesRequest,
    answer: { name: 'ComparedSamples', schema: compareSamplesAnswer },
    errors: [400, 404, 422, 503],
    validated: true,
  },
  {
    path: '/api/compare/report',
    id: 'getCompareReport',
    summary: 'A report of two compared jobs, as one HTML file: what has changed, and samples with the maps of both',
    query: compareReportRequest,
    answer: { files: ['text/html'] },
    errors: [400, 404, 422, 503],
  },
];
