import 'server-only';
import type { TablesAnswer } from '../../api/table-answers';
import { TABLES, type TableName } from '../../api/table-choices';
import type { TablesRequest } from '../../api/table-requests';
import type { ExplainManager } from '../../manager/explain-manager';
import type { Column } from '../../tables/table';
import { etagOf } from '../etag';
import { type Tagged, versionOf, withJob } from '../job';
import { answerStatusOf } from '../job-summary';
import { markedJob } from '../marked-samples';
import { filterOf, ofMaps } from '../sample-filter';
import { needsSurvey } from '../sample-values';
import {
  AGREEMENT_COLUMNS,
  LABEL_COLUMNS,
  MAP_COLUMNS,
  MARK_COLUMNS,
  PAIR_COLUMNS,
  plainColumns,
  SAMPLE_COLUMNS,
} from './columns';
import { rowsOf, SURVEYED, samplesWithMarks } from './job-table';

const COLUMNS: Record<TableName, readonly Column[]> = {
  samples: SAMPLE_COLUMNS,
  labels: LABEL_COLUMNS,
  maps: MAP_COLUMNS,
  agreement: AGREEMENT_COLUMNS,
  pairs: PAIR_COLUMNS,
  marks: MARK_COLUMNS,
};

/** The numbers of rows that an agreement of two explainers has: one for each measure. */
const MEASURES = 3;

/** The tables of a job under a filter: what they have, and how many rows. */
export async function answerTables(
  manager: ExplainManager,
  key: string,
  request: TablesRequest,
): Promise<Tagged<TablesAnswer>> {
  return withJob(
    manager,
    key,
    async (loader, jobStatus) => {
      const before = answerStatusOf(jobStatus);
      const marked = await markedJob(manager, loader, false);
      const isNeeded = needsSurvey(request);
      const survey = await manager.surveys.peek(loader, isNeeded ? {} : filterOf(ofMaps(request)), isNeeded);
      const samples = await rowsOf(manager, loader, request, marked, 'samples');
      const labels = await rowsOf(manager, loader, request, marked, 'labels');
      const maps = await rowsOf(manager, loader, request, marked, 'maps');
      const own = await samplesWithMarks(manager, marked, request);
      const marks =
        own.length === 0 ? null : await rowsOf(manager, loader, { ...request, samples: own }, marked, 'samples');
      const expected = maps?.rows.expected ?? new Float32Array(0);
      const explainers = loader.explainers.length;
      const counts: Record<TableName, number> = {
        samples: samples?.rows.ids.length ?? 0,
        labels: labels?.rows.ids.length ?? 0,
        maps: expected.reduce((sum, count) => sum + count, 0),
        agreement: (MEASURES * explainers * (explainers - 1)) / 2,
        pairs: expected.reduce((sum, count) => sum + (count * (count - 1)) / 2, 0),
        marks: marks?.rows.ids.length ?? 0,
      };
      const answer: TablesAnswer = {
        ...(samples ? { ...before, ...versionOf(samples, before) } : before),
        tables: TABLES.map((name) => ({
          name,
          rows: Math.round(counts[name]),
          isEstimate: name === 'maps' || name === 'pairs' || name === 'marks',
          needsSurvey: SURVEYED.has(name),
          columns: plainColumns(COLUMNS[name]),
        })),
        survey,
      };
      return { answer, etag: etagOf('tables', answer) };
    },
    true,
  );
}
