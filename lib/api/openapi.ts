import { z } from 'zod';
import * as answers from './answers';
import * as requests from './requests';
import { BASE_PATH } from './urls';

/* The OpenAPI 3.1 document, made of the schemas that parse the requests and type the answers. */

interface Operation {
  path: string;
  id: string;
  summary: string;
  query?: z.ZodObject;
  address?: z.ZodObject;
  /** An answer of JSON, or the media types of a picture. */
  answer: { name: string; schema: z.ZodType } | { pictures: readonly string[] };
  errors: readonly (400 | 403 | 404 | 422 | 503)[];
  validated?: boolean;
  /** Answered without a token. */
  isOpen?: boolean;
}

const RASTER = ['image/jpeg', 'image/png', 'image/gif', 'image/webp', 'image/bmp'] as const;
const KEY = { name: 'key', description: 'The job, as `key` in the list of jobs.' };

const OPERATIONS: readonly Operation[] = [
  {
    path: '/api/jobs',
    id: 'listJobs',
    summary: 'A page of the explain jobs below the base directory',
    query: requests.jobsRequest,
    answer: { name: 'Jobs', schema: answers.jobsAnswer },
    errors: [400],
    validated: true,
  },
  {
    path: '/api/jobs/{key}',
    id: 'getJob',
    summary: 'A job: state, progress, problems, labels, explainers, metrics, counts',
    answer: { name: 'Job', schema: answers.jobAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/samples',
    id: 'listSamples',
    summary: 'A page of the samples that match; the parts of the filter hold together for one label',
    query: requests.samplesRequest,
    answer: { name: 'Samples', schema: answers.samplesAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/facets',
    id: 'getFacets',
    summary: 'Counts and histograms of what a filter finds',
    query: requests.facetsRequest,
    answer: { name: 'Facets', schema: answers.facetsAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/samples/{id}',
    id: 'getSample',
    summary: 'One sample, all of it',
    address: requests.sampleAddress,
    answer: { name: 'Sample', schema: answers.sampleAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/samples/{id}/neighbours',
    id: 'getNeighbours',
    summary: 'The samples before and behind one, among those that match',
    query: requests.orderRequest,
    address: requests.sampleAddress,
    answer: { name: 'Neighbours', schema: answers.neighboursAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/evaluation',
    id: 'getEvaluation',
    summary: 'The evaluation scores of the explainers',
    answer: { name: 'Evaluation', schema: answers.evaluationAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/confusion',
    id: 'getConfusion',
    summary: 'How often each ground truth stands beside each prediction',
    answer: { name: 'Confusion', schema: answers.confusionAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/images/original/{id}',
    id: 'getOriginal',
    summary: 'The original of a sample, as recorded',
    query: requests.pictureRequest,
    address: requests.sampleAddress,
    answer: { pictures: RASTER },
    errors: [400, 403, 404, 422, 503],
  },
  {
    path: '/api/jobs/{key}/images/thumbnail/{id}',
    id: 'getThumbnail',
    summary: 'A square of 96 × 96 pixels cut from the original of a sample',
    query: requests.pictureRequest,
    address: requests.sampleAddress,
    answer: { pictures: ['image/webp'] },
    errors: [400, 403, 404, 422, 503],
  },
  {
    path: '/api/jobs/{key}/images/heatmap/{id}/{explainer}/{label}',
    id: 'getHeatmap',
    summary: 'The saliency map of an explainer for a label of a sample',
    query: requests.heatmapRequest,
    address: requests.heatmapAddress,
    answer: { pictures: RASTER },
    errors: [400, 403, 404, 422, 503],
  },
  {
    path: '/api/jobs/{key}/images/outcome/{id}/{label}/{layer}',
    id: 'getOutcome',
    summary: 'What the model was shown for a layer of a counterfactual; layer 0 is the coarsest',
    query: requests.pictureRequest,
    address: requests.outcomeAddress,
    answer: { pictures: ['image/png'] },
    errors: [400, 403, 404, 422, 503],
  },
  {
    path: '/api/health',
    id: 'getHealth',
    summary: 'Whether the server works; 503 where it cannot read its base directory',
    answer: { name: 'Health', schema: answers.healthAnswer },
    errors: [400, 503],
    isOpen: true,
  },
  {
    path: '/api/health/live',
    id: 'getLiveness',
    summary: 'Whether the process answers, whatever is with its base directory',
    answer: { name: 'Liveness', schema: answers.livenessAnswer },
    errors: [400],
    isOpen: true,
  },
  {
    path: '/api/health/ready',
    id: 'getReadiness',
    summary: 'Whether the server has looked for jobs and can read its base directory; 503 where not',
    answer: { name: 'Health', schema: answers.healthAnswer },
    errors: [400, 503],
    isOpen: true,
  },
];

const ERROR_WORDS = {
  400: 'A parameter cannot be used; the problem names it, its value and what is allowed.',
  401: 'A token is needed, in the header or as the cookie that the login page sets.',
  403: 'The file is there, but Salient may not read it.',
  404: 'There is no such thing.',
  422: 'The file is no picture, or the mask of the counterfactual is not known.',
  429: 'There were too many wrong tokens; Retry-After says when to try again.',
  503: 'The server cannot answer at the moment.',
};

/** The JSON schema of what a schema gives, without the dialect that OpenAPI 3.1 has anyway. */
function jsonSchema(schema: z.ZodType, io: 'input' | 'output' = 'output') {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function parameters({ path, query, address }: Operation) {
  const inPath = [
    ...(path.includes('{key}') ? [{ ...KEY, in: 'path', required: true, schema: { type: 'string' } }] : []),
    ...Object.entries(address?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'path',
      required: true,
      description: name === 'id' ? 'The sample.' : `The number of the ${name}.`,
      schema: jsonSchema(schema),
    })),
  ];
  const inQuery = Object.entries(query?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = jsonSchema(field, 'input');
    return { name, in: 'query', required: false, description, schema };
  });
  return [...inPath, ...inQuery];
}

function responses({ answer, errors, validated, isOpen }: Operation) {
  const failures = isOpen ? errors : ([...errors, 401, 429] as const);
  const content =
    'pictures' in answer
      ? Object.fromEntries(answer.pictures.map((type) => [type, { schema: { type: 'string', format: 'binary' } }]))
      : { 'application/json': { schema: { $ref: `#/components/schemas/${answer.name}` } } };
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    200: { description: 'The answer.', content },
    ...(validated ? { 304: { description: 'The answer with the ETag that the request named is still right.' } } : {}),
    ...Object.fromEntries(
      [...failures].map((status) => [status, { description: ERROR_WORDS[status], content: problem }]),
    ),
  };
}

/** The document, for the server at `version`. */
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
        'Explain jobs of image classifiers: saliency maps, counterfactuals, evaluation scores, straight from the files.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: BASE_PATH || '/' }],
    security: [{ token: [] }, { cookie: [] }],
    tags: [{ name: 'jobs', description: 'Explain jobs and what is in them.' }],
    paths: Object.fromEntries(
      OPERATIONS.map((operation) => {
        const { path, id, summary } = operation;
        const get = {
          operationId: id,
          summary,
          tags: ['jobs'],
          ...(operation.isOpen ? { security: [] } : {}),
          parameters: parameters(operation),
          responses: responses(operation),
        };
        return [path, { get }];
      }),
    ),
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'The token that the server printed at its start.' },
        cookie: {
          type: 'apiKey',
          in: 'cookie',
          name: 'salient-8765',
          description:
            'Set by the login page. The name ends in the port of the server, unless --cookie-name gives another.',
        },
      },
      schemas: { ...Object.fromEntries(schemas), Problem: jsonSchema(answers.problemAnswer) },
    },
  };
}
