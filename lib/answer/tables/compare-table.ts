import 'server-only';
import type { ComparedSample } from '../../api/compare-answers';
import { jobPathOf } from '../../api/job-key';
import type { CompareTableRequest } from '../../api/table-requests';
import { type ComparedKeys, keysBetween } from '../../job/compared-keys';
import type { ExplainManager } from '../../manager/explain-manager';
import { JobChanges } from '../../manager/job-changes';
import { type ComparedJob, withBothJobs } from '../compare';
import { comparedKeysOf, comparedSamplesAt } from '../compare-samples';
import { missingJob } from '../missing-job';
import { batchOf, type ColumnOf } from './columns';
import { held, type OpenTable, type RowsPart } from './written-table';

/** Samples that are read at a time. */
const PART = 128;

/**
 * Opens the table of the compared samples that match now; both jobs stay loaded until it is released. They may grow meanwhile.
 *
 * @throws ApiError `unknown-job`, `unreadable`, or `bad-parameter` for an unknown explainer
 */
export async function openCompareTable(manager: ExplainManager, request: CompareTableRequest): Promise<OpenTable> {
  type Both = { a: ComparedJob; b: ComparedJob };
  const { value, release } = await held<Both>((use) => withBothJobs(manager, request, (a, b) => use({ a, b })));
  try {
    const { a, b } = value;
    const columns = columnsFor(JobChanges.explainersOf(a.loader, b.loader).map(({ name }) => name));
    const found = await comparedKeysOf(manager, a, b, request);
    if (found === null) throw missingJob(a.loader, b.loader);
    const about = {
      ...{ a: jobPathOf(a.loader.jobId), b: jobPathOf(b.loader.jobId), table: 'compared samples' },
      ...{ a_revision: found.a.revision, b_revision: found.b.revision },
      request: JSON.stringify(request),
    };
    const total = found.keys.idsA.length;
    return { columns, about, total, parts: parts(manager, value, found, columns), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function* parts(
  manager: ExplainManager,
  { a, b }: { a: ComparedJob; b: ComparedJob },
  found: NonNullable<Awaited<ReturnType<typeof comparedKeysOf>>>,
  columns: readonly ColumnOf<ComparedSample>[],
): AsyncGenerator<RowsPart, void, void> {
  const total = found.keys.idsA.length;
  const read = async (keys: ComparedKeys): Promise<ComparedSample[]> => {
    try {
      return await comparedSamplesAt(manager, a.loader, b.loader, found, keys);
    } catch (error) {
      // Samples that are too long for one answer are asked for in two.
      const { length } = keys.idsA;
      if (length === 1 || !(error instanceof Error) || error.name !== 'AnswerTooLongError') throw error;
      const half = Math.ceil(length / 2);
      return [...(await read(keysBetween(keys, 0, half))), ...(await read(keysBetween(keys, half, length)))];
    }
  };
  for (let from = 0; from < total; from += PART) {
    const done = Math.min(total, from + PART);
    yield { rows: batchOf(columns, await read(keysBetween(found.keys, from, done))), done };
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
