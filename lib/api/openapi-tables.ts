import type { Operation } from './openapi-operation';
import { tablesAnswer } from './table-answers';
import { FRAMES_TYPE, TABLE_TYPES } from './table-choices';
import { compareTableAddress, compareTableRequest, tableAddress, tableRequest, tablesRequest } from './table-requests';

/* The operations about tables in the OpenAPI document. */

const FILES = [...Object.values(TABLE_TYPES), FRAMES_TYPE];

export const TABLE_OPERATIONS: readonly Operation[] = [
  {
    path: '/api/jobs/{key}/tables',
    id: 'listTables',
    summary: 'The tables of a job under a filter: their columns, and how many rows they have',
    query: tablesRequest,
    answer: { name: 'Tables', schema: tablesAnswer },
    errors: [400, 404, 503],
    validated: true,
  },
  {
    path: '/api/jobs/{key}/tables/{file}',
    id: 'getTable',
    summary:
      'A table of the samples that match, of their labels, maps, agreement, pairs of maps or marks; all rows, streamed. A table of maps, agreement or pairs goes on with the survey, and does not wait for it.',
    query: tableRequest,
    address: tableAddress,
    answer: { files: FILES },
    errors: [400, 404, 422, 503],
  },
  {
    path: '/api/compare/tables/{file}',
    id: 'getCompareTable',
    summary: 'The samples of two jobs that match, as a table; all rows, streamed',
    query: compareTableRequest,
    address: compareTableAddress,
    answer: { files: FILES },
    errors: [400, 404, 422, 503],
  },
];
