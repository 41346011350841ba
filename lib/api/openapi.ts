import { z } from 'zod';
import { confusionAnswer, evaluationAnswer, thresholdsAnswer } from './evaluation-answers';
import { healthAnswer, livenessAnswer, problemAnswer } from './health-answers';
import { jobAnswer, jobsAnswer } from './job-answers';
import { COMPARE_OPERATIONS } from './openapi-compare';
import { INSIGHT_OPERATIONS } from './openapi-insight';
import { MARK_OPERATIONS } from './openapi-marks';
import type { Operation } from './openapi-operation';
import { PICTURE_OPERATIONS } from './openapi-pictures';
import { TABLE_OPERATIONS } from './openapi-tables';
import { reportRequest } from './report-requests';
import * as requests from './requests';
import { facetsAnswer, neighboursAnswer, sampleAnswer, samplesAnswer } from './sample-answers';
import { BASE_PATH } from './urls';

/* The OpenAPI 3.1 document, generated from the schemas of the requests and responses. */

const KEY = { name: 'key', description: 'Key of the job, as in the list of jobs.' };

const OPERATIONS: readonly Operation[] = [
  {
    path: '/api/jobs',
    id: 'listJobs',
    summary: 'A page of the explain jobs below the base directory',
    query: requests.jobsRequest,
    answer: { name: 'Jobs', schema: jobsAnswer },
    errors: [400],
    validated: true,
  },
  {
    path: '/api/jobs/{key}',
    id: 'getJob',
    summary: 'A job: state, progress, problems, labels, explainers, metrics, counts',
    query: requests.thresholdRequest,
    answer: { name: 'Job', schema: jobAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/samples',
    id: 'listSamples',
    summary: 'A page of the matching samples; all parts of the filter must match the same label',
    query: requests.samplesRequest,
    answer: { name: 'Samples', schema: samplesAnswer },
    errors: [400, 404, 422, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/report',
    id: 'getReport',
    summary:
      'A report of a job: one HTML file below 15 MB, which opens without a server: the first samples that match with their maps, evaluation, agreement, marks and notes',
    query: reportRequest,
    answer: { files: ['text/html'] },
    errors: [400, 404, 422, 503],
  },
  {
    path: '/api/jobs/{key}/facets',
    id: 'getFacets',
    summary: 'Counts and histograms of the matches of a filter',
    query: requests.jobFacetsRequest,
    answer: { name: 'Facets', schema: facetsAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/samples/{id}',
    id: 'getSample',
    summary: 'A complete sample',
    query: requests.thresholdRequest,
    address: requests.sampleAddress,
    answer: { name: 'Sample', schema: sampleAnswer },
    errors: [400, 404, 422, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/samples/{id}/neighbours',
    id: 'getNeighbours',
    summary: 'The preceding and the following sample, among the matching samples',
    query: requests.orderRequest,
    address: requests.sampleAddress,
    answer: { name: 'Neighbours', schema: neighboursAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/evaluation',
    id: 'getEvaluation',
    summary: 'The evaluation scores of the explainers',
    answer: { name: 'Evaluation', schema: evaluationAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/confusion',
    id: 'getConfusion',
    summary: 'The number of samples for each pair of ground truth and prediction',
    query: requests.thresholdRequest,
    answer: { name: 'Confusion', schema: confusionAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/thresholds',
    id: 'getThresholds',
    summary: 'The number of TP, FN and FP of a job at each threshold from 0 to 1, in steps of .001',
    answer: { name: 'Thresholds', schema: thresholdsAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  ...INSIGHT_OPERATIONS,
  ...COMPARE_OPERATIONS,
  ...TABLE_OPERATIONS,
  ...PICTURE_OPERATIONS,
  {
    path: '/api/health',
    id: 'getHealth',
    summary: 'Health of the server; 503 if it cannot read its base directory',
    answer: { name: 'Health', schema: healthAnswer },
    errors: [400, 503],
    isOpen: true,
  },
  {
    path: '/api/health/live',
    id: 'getLiveness',
    summary: 'Whether the process responds, whatever the state of its base directory',
    answer: { name: 'Liveness', schema: livenessAnswer },
    errors: [400],
    isOpen: true,
  },
  {
    path: '/api/health/ready',
    id: 'getReadiness',
    summary: 'Whether the server has scanned for jobs and can read its base directory; otherwise 503',
    answer: { name: 'Health', schema: healthAnswer },
    errors: [400, 503],
    isOpen: true,
  },
  ...MARK_OPERATIONS,
];

const ERROR_WORDS = {
  400: 'A parameter is invalid; the problem names it, its value and the allowed values.',
  401: 'A token is required, in the Authorization header or in the cookie of the login page.',
  403: 'The file exists, but Salient has no permission to read it; or nothing can be written, by this client or at all.',
  404: 'Not found.',
  409: 'It has been changed meanwhile: `current` is what is there now. Nothing was written.',
  413: 'The body is too large.',
  415: 'The content type is wrong.',
  422: 'The file cannot be shown as a picture, the mask of the counterfactual is unknown, the answer would be too long, or a text or a list is too long.',
  429: 'Too many wrong tokens; Retry-After tells when to try again.',
  428: 'If-Match is missing.',
  503: 'The server cannot answer the request at the moment.',
  507: 'The disk is full; nothing was written.',
};

const IF_MATCH = {
  name: 'If-Match',
  in: 'header',
  description: 'The version that the write is based on, in quotes; "0" if there was nothing.',
  schema: { type: 'string' },
};

const LINES = { 'application/x-ndjson': { schema: { type: 'string' } } };

/** The JSON schema of a zod schema, without `$schema`, which OpenAPI 3.1 implies. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

/** What a part of a path is. */
function describe(name: string, path: string): string {
  if (name === 'file') return 'The name of a table and its format.';
  if (name === 'id') return path.includes('{key}') ? 'The sample.' : 'Its number.';
  return `The number of the ${name.length === 1 ? 'explainer' : name}.`;
}

function parameters({ path, query, address, ifMatch }: Operation) {
  const inPath = [
    ...(path.includes('{key}') ? [{ ...KEY, in: 'path', required: true, schema: { type: 'string' } }] : []),
    ...Object.entries(address?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'path',
      required: true,
      description: describe(name, path),
      schema: jsonSchema(schema),
    })),
  ];
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = jsonSchema(field, 'input');
    const required = !(field as z.ZodType).safeParse(undefined).success;
    return { name, in: 'query', required, description, schema };
  });
  return [...inPath, ...inQuery, ...(ifMatch ? [{ ...IF_MATCH, required: ifMatch === 'required' }] : [])];
}

function requestBody({ body }: Operation) {
  if (body === undefined) return {};
  const content = body === 'lines' ? LINES : { 'application/json': { schema: jsonSchema(body, 'input') } };
  return { requestBody: { required: true, content } };
}

function responses({ answer, errors, validated, isOpen }: Operation) {
  const failures = isOpen ? errors : ([...errors, 401, 429] as const);
  const content =
    'files' in answer
      ? Object.fromEntries(answer.files.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]))
      : 'lines' in answer
        ? LINES
        : { 'application/json': { schema: { $ref: `#/components/schemas/${answer.name}` } } };
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    200: { description: 'The response.', content },
    ...(validated ? { 304: { description: 'Not modified: the response still has the ETag of the request.' } } : {}),
    ...Object.fromEntries(
      [...failures].map((status) => [status, { description: ERROR_WORDS[status], content: problem }]),
    ),
  };
}

/** The operations by path, then method. */
function pathsOf(operations: readonly Operation[]) {
  const paths: Record<string, Record<string, ReturnType<typeof described>>> = {};
  for (const operation of operations)
    paths[operation.path] = { ...paths[operation.path], [operation.method ?? 'get']: described(operation) };
  return paths;
}

function described(operation: Operation) {
  const { id, summary, isOpen, tags = ['jobs'] } = operation;
  return {
    operationId: id,
    summary,
    tags,
    ...(isOpen ? { security: [] } : {}),
    parameters: parameters(operation),
    ...requestBody(operation),
    responses: responses(operation),
  };
}

/** The document for server version `version`. */
export function openApiDocument(version: string) {
  const schemas = OPERATIONS.flatMap(({ answer }) =>
    'name' in answer ? [[answer.name, jsonSchema(answer.schema)]] : [],
  );
  return {
    openapi: '3.1.0',
    info: {
      title: 'Salient',
      version,
      description:
        'Explain jobs of image classifiers: saliency maps, counterfactuals and evaluation scores, read from their files.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: BASE_PATH || '/' }],
    security: [{ token: [] }, { cookie: [] }],
    tags: [
      { name: 'jobs', description: 'Explain jobs and their content.' },
      { name: 'marks', description: 'Marks, notes, saved views and flags, which Salient keeps itself.' },
    ],
    paths: pathsOf(OPERATIONS),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token that the server prints when it starts.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'salient-8765',
          description:
            'The cookie of the login page; its name ends with the port of the server unless --cookie-name sets another.',
        },
      },
      schemas: { ...Object.fromEntries(schemas), Problem: jsonSchema(problemAnswer) },
    },
  };
}
