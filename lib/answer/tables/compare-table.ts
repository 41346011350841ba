import 'server-only';
import type { ComparedSample, CompareSamplesAnswer } from '../../api/compare-answers';
import { ApiError } from '../../api/problem';
import type { CompareTableRequest } from '../../api/table-requests';
import type { ExplainManager } from '../../manager/explain-manager';
import { JobChanges } from '../../manager/job-changes';
import { type ComparedJob, withBothJobs } from '../compare';
import { answerCompareSamples } from '../compare-samples';
import { batchOf, type ColumnOf } from './columns';
import { held, type OpenTable, type RowsPart } from './written-table';

/** Samples that are read at a time: a power of two, so that a part of a page is a page too. */
const PAGE = 128;

/**
 * Opens the table of the compared samples that match; both jobs stay loaded until it is released.
 *
 * @throws ApiError `unknown-job`, or `bad-parameter` for an unknown explainer
 */
export async function openCompareTable(manager: ExplainManager, request: CompareTableRequest): Promise<OpenTable> {
  type Both = { a: ComparedJob; b: ComparedJob };
  const { value, release } = await held<Both>((use) => withBothJobs(manager, request, (a, b) => use({ a, b })));
  try {
    const explainers = JobChanges.explainersOf(value.a.loader, value.b.loader).map(({ name }) => name);
    const columns = columnsFor(explainers);
    const first = await pageOf(manager, request, 0, PAGE);
    const about = { a: first.a.path, b: first.b.path, table: 'compared samples', request: JSON.stringify(request) };
    return { columns, about, total: first.total, parts: parts(manager, request, columns, first), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function* parts(
  manager: ExplainManager,
  request: CompareTableRequest,
  columns: readonly ColumnOf<ComparedSample>[],
  first: CompareSamplesAnswer,
): AsyncGenerator<RowsPart, void, void> {
  const { total } = first;
  for (let from = 0; from < total; from += PAGE) {
    const page = from === 0 ? first : await pageOf(manager, request, from, PAGE);
    if (page.total !== total || page.a.revision !== first.a.revision || page.b.revision !== first.b.revision)
      throw new ApiError('unreadable', 'More of a job was read while the table was written; export it again.');
    yield { rows: batchOf(columns, page.samples), done: Math.min(total, from + PAGE) };
  }
}

/** The compared samples from a position on that `count` divides; those that are too long for one answer are asked for in two. */
async function pageOf(
  manager: ExplainManager,
  request: CompareTableRequest,
  from: number,
  count: number,
): Promise<CompareSamplesAnswer> {
  const { progress, ...filter } = request;
  try {
    const page = { ...filter, page: from / count + 1, limit: count, aspect: false };
    const { answer } = await answerCompareSamples(manager, page);
    if (answer === null) throw new Error('The page was not made.');
    return answer;
  } catch (error) {
    if (count === 1 || !(error instanceof Error) || error.name !== 'AnswerTooLongError') throw error;
    const first = await pageOf(manager, request, from, count / 2);
    const second = await pageOf(manager, request, from + count / 2, count / 2);
    return { ...second, samples: [...first.samples, ...second.samples] };
  }
}

type Of<T> = (row: ComparedSample) => T;

/** The columns for the explainers of both jobs. */
function columnsFor(explainers: readonly string[]): ColumnOf<ComparedSample>[] {
  const text = (name: string, description: string, of: Of<string | null>) =>
    ({ name, type: 'text', unit: null, description, of }) as const;
  const number = (name: string, unit: string, description: string, of: Of<number | null>) =>
    ({ name, type: 'number', unit, description, of }) as const;
  const side = (job: 'a' | 'b'): ColumnOf<ComparedSample>[] => {
    const of = job.toUpperCase();
    return [
      {
        name: `${job}_sample`,
        type: 'integer',
        unit: null,
        description: `Id in ${of}.`,
        of: (row) => row[job].sample.id,
      },
      text(`${job}_picture`, `Path of the original in ${of}.`, (row) => row[job].sample.imagePath),
      text(`${job}_type`, `TP, FN or FP in ${of}.`, (row) => row[job].type),
      number(`${job}_confidence`, 'probability', `Probability of the label in ${of}.`, (row) => row[job].confidence),
      text(`${job}_top`, `The most probable label in ${of}.`, (row) => row[job].top?.name ?? null),
      number(`${job}_top_confidence`, 'probability', 'Its probability.', (row) => row[job].top?.confidence ?? null),
    ];
  };
  return [
    text('label', 'Name of the label that the sample is shown for.', ({ name }) => name),
    number('delta', 'probability', 'Change of its probability, B − A.', ({ delta }) => delta),
    ...side('a'),
    ...side('b'),
    ...explainers.flatMap((explainer) => [
      number(
        `${explainer} rho`,
        'rank correlation, −1 to 1',
        'Rank correlation of its maps in A and B.',
        ({ maps }) => maps[explainer]?.rho ?? null,
      ),
      number(
        `${explainer} iou`,
        'share, 0 to 1',
        'Intersection over union of their top deciles.',
        ({ maps }) => maps[explainer]?.iou ?? null,
      ),
      number(
        `${explainer} overlap`,
        'share, 0 to 1',
        'Their shared mass.',
        ({ maps }) => maps[explainer]?.overlap ?? null,
      ),
    ]),
  ];
}
