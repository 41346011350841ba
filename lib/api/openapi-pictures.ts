import { PICTURE_TYPES } from '../image/picture';
import type { Operation } from './openapi-operation';
import * as requests from './requests';

/* The operations about pictures in the OpenAPI document. */

export const PICTURE_OPERATIONS: readonly Operation[] = [
  {
    path: '/api/jobs/{key}/images/original/{id}',
    id: 'getOriginal',
    summary: 'The original of a sample: its pixels as recorded, over white',
    query: requests.pictureRequest,
    address: requests.sampleAddress,
    answer: { files: PICTURE_TYPES },
    errors: [400, 403, 404, 422, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/images/thumbnail/{id}',
    id: 'getThumbnail',
    summary: 'A square thumbnail of the original of a sample, 96 × 96 pixels',
    query: requests.pictureRequest,
    address: requests.sampleAddress,
    answer: { files: ['image/webp'] },
    errors: [400, 403, 404, 422, 503],
  },
  {
    path: '/api/jobs/{key}/images/heatmap/{id}/{explainer}/{label}',
    id: 'getHeatmap',
    summary: 'The saliency map of an explainer for a label of a sample',
    query: requests.heatmapRequest,
    address: requests.heatmapAddress,
    answer: { files: PICTURE_TYPES },
    errors: [400, 403, 404, 422, 503],
  },
  {
    path: '/api/jobs/{key}/images/mask/{id}/{label}',
    id: 'getMask',
    summary: 'The mask of the ground truth region of a label of a sample, as recorded',
    query: requests.pictureRequest,
    address: requests.maskAddress,
    answer: { files: PICTURE_TYPES },
    errors: [400, 403, 404, 422, 503],
  },
  {
    path: '/api/jobs/{key}/images/outcome/{id}/{label}/{layer}',
    id: 'getOutcome',
    summary: 'The masked picture of a counterfactual layer, as the model saw it; layer 0 is the coarsest',
    query: requests.pictureRequest,
    address: requests.outcomeAddress,
    answer: { files: ['image/png'] },
    errors: [400, 403, 404, 422, 503],
  },
];
