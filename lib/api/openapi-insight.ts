import type { z } from 'zod';
import * as insight from './insight-answers';
import * as insightRequests from './insight-requests';
import type { Operation } from './openapi-operation';

/* The operations about the survey of a job in the OpenAPI document. */

/** Questions about the survey of a job have the same errors, and all are validated. */
function insightOperation(
  view: string,
  id: string,
  summary: string,
  query: z.ZodObject,
  answer: Operation['answer'],
): Operation {
  return {
    path: `/api/jobs/{key}/insight/${view}`,
    id,
    summary,
    query,
    answer,
    errors: [400, 404, 503],
    validated: true,
  };
}

export const INSIGHT_OPERATIONS: readonly Operation[] = [
  insightOperation(
    'survey',
    'getSurvey',
    'How far the maps of a job have been surveyed; a request goes on with it',
    insightRequests.insightRequest,
    { name: 'Survey', schema: insight.surveyAnswer },
  ),
  insightOperation(
    'agreement',
    'getAgreement',
    'How far the maps of each two explainers agree, against maps of other samples',
    insightRequests.explainersRequest,
    { name: 'Agreement', schema: insight.agreementAnswer },
  ),
  insightOperation(
    'pairs',
    'listPairs',
    'The agreement of two explainers by type and label, and a page of the pairs of their maps',
    insightRequests.pairsRequest,
    { name: 'Pairs', schema: insight.pairsAnswer },
  ),
  insightOperation(
    'explainers',
    'getExplainers',
    'What the maps of each explainer have in common',
    insightRequests.explainersRequest,
    { name: 'Explainers', schema: insight.explainersAnswer },
  ),
  insightOperation('classes', 'listClasses', 'The mean maps of a page of labels', insightRequests.classesRequest, {
    name: 'Classes',
    schema: insight.classesAnswer,
  }),
  insightOperation(
    'shortcuts',
    'getShortcuts',
    'Groups of maps of an explainer and a label that look at the same place',
    insightRequests.shortcutsRequest,
    { name: 'Shortcuts', schema: insight.shortcutsAnswer },
  ),
  insightOperation(
    'sample',
    'getSampleInsight',
    'What was counted from the maps of a label of a sample, with the agreement over the job as a baseline; the sample is surveyed first',
    insightRequests.sampleInsightRequest,
    { name: 'SampleInsight', schema: insight.sampleInsightAnswer },
  ),
  insightOperation(
    'triage',
    'getTriage',
    'Which samples deserve a look first, by presets, with the first of each',
    insightRequests.triageRequest,
    { name: 'Triage', schema: insight.triageAnswer },
  ),
  insightOperation(
    'distributions',
    'getDistributions',
    'How the numbers of the maps of the matching pairs are distributed',
    insightRequests.insightRequest,
    { name: 'Distributions', schema: insight.distributionsAnswer },
  ),
];
