import 'server-only';
import { jobPathOf } from '../../api/job-key';
import type { FacetsRequest } from '../../api/requests';
import type { TableName } from '../../api/table-choices';
import type { TableRequest } from '../../api/table-requests';
import { DEFAULT_THRESHOLD } from '../../job/job';
import type { RowsOf, TableRows } from '../../job/table-rows';
import type { ExplainLoader } from '../../manager/explain-loader';
import type { ExplainManager } from '../../manager/explain-manager';
import { MAP_STATE } from '../../survey/survey-block';
import { explainerOf, orNull } from '../insight';
import { answerAgreement } from '../insight-agreement';
import { withJob } from '../job';
import { type MarkedJob, markedJob, marksOfPage, needsMarks } from '../marked-samples';
import { missingJob } from '../missing-job';
import { prepared, withKnownValues } from '../sample-values';
import {
  AGREEMENT_COLUMNS,
  batchOf,
  LABEL_COLUMNS,
  MAP_COLUMNS,
  MARK_COLUMNS,
  type MapRow,
  PAIR_COLUMNS,
  type PairRow,
  SAMPLE_COLUMNS,
} from './columns';
import { type Entry, entriesOf } from './found-samples';
import { held, type OpenTable, type RowsPart } from './written-table';

/** What the rows of each table are made from; the agreement is one answer. */
export const ROWS_OF: Record<Exclude<TableName, 'agreement'>, RowsOf> = {
  samples: 'samples',
  labels: 'labels',
  maps: 'maps',
  pairs: 'maps',
  marks: 'samples',
};

/** Tables with numbers that are counted from maps: asking for one goes on with the survey. */
export const SURVEYED: ReadonlySet<TableName> = new Set(['maps', 'agreement', 'pairs']);

/** Entries that are read at a time, and rows that they make at most where an entry makes several. */
const ENTRIES = 256;
const ROWS = 2_048;

/** Everything that the rows of a table come from. */
interface Source {
  manager: ExplainManager;
  loader: ExplainLoader;
  marked: MarkedJob;
  request: TableRequest;
  generation: string;
  rows: TableRows;
  threshold: number;
}

/**
 * Opens a table of the samples of a job that match; the job stays loaded until it is released.
 *
 * @throws ApiError `unknown-job`, `unreadable`, or `bad-parameter` for an unknown explainer
 */
export async function openJobTable(
  manager: ExplainManager,
  key: string,
  name: TableName,
  request: TableRequest,
): Promise<OpenTable> {
  const { value: loader, release } = await held<ExplainLoader>((use) => withJob(manager, key, use, true));
  try {
    return { ...(await tableOf(manager, key, loader, name, request)), release };
  } catch (error) {
    release();
    throw error;
  }
}

async function tableOf(
  manager: ExplainManager,
  key: string,
  loader: ExplainLoader,
  name: TableName,
  request: TableRequest,
): Promise<Omit<OpenTable, 'release'>> {
  const about = { job: jobPathOf(loader.jobId), table: name, request: JSON.stringify(request) };
  if (name === 'agreement')
    return { columns: AGREEMENT_COLUMNS, about, total: 1, parts: agreementParts(manager, key, request) };
  const marked = await markedJob(manager, loader, name === 'marks' || needsMarks(request));
  const narrowed =
    name === 'marks' ? { ...request, samples: await samplesWithMarks(manager, marked, request) } : request;
  const found = await rowsOf(manager, loader, narrowed, marked, ROWS_OF[name]);
  if (found === null) throw missingJob(loader);
  const { rows, revision, generation } = found;
  if (name !== 'marks') await manager.surveys.open(loader, {}, SURVEYED.has(name));
  const threshold = request.threshold ?? loader.threshold ?? DEFAULT_THRESHOLD;
  const source = { manager, loader, marked, request, generation: generation ?? '', rows, threshold };
  return {
    about: { ...about, revision },
    total: rows.ids.length,
    ...(await TABLE_OF[name](source)),
  };
}

/** What a table is about; null before anything of the job was read. */
export async function rowsOf(
  manager: ExplainManager,
  loader: ExplainLoader,
  request: TableRequest | Omit<TableRequest, 'a' | 'b' | 'progress'>,
  marked: MarkedJob,
  of: RowsOf,
) {
  return withKnownValues(async () => {
    const { filter, sort } = await prepared(manager, loader, request, marked);
    return loader.tableRows(filter, sort, of);
  });
}

/** The samples with a mark or a note, among those that a request lists. */
export async function samplesWithMarks(
  manager: ExplainManager,
  { known, version }: MarkedJob,
  { samples }: Pick<FacetsRequest, 'samples'>,
): Promise<number[]> {
  if (known === null || version === null || manager.marks === null) return [];
  const marked = await manager.marks.call('markedSamples', known.id, null, version);
  const noted = await manager.marks.call('markedSamples', known.id, 'notes', version);
  const all = new Set([...marked.ids, ...noted.ids]);
  return samples === undefined ? [...all] : samples.filter((id) => all.has(id));
}

type Made = Pick<OpenTable, 'columns' | 'parts'>;

const TABLE_OF: Record<Exclude<TableName, 'agreement'>, (source: Source) => Promise<Made>> = {
  samples: async (source) => ({ columns: SAMPLE_COLUMNS, parts: sampleParts(source) }),
  labels: async (source) => ({ columns: LABEL_COLUMNS, parts: labelParts(source) }),
  maps: async (source) => ({ columns: MAP_COLUMNS, parts: mapParts(source) }),
  pairs: async (source) => ({
    columns: PAIR_COLUMNS,
    parts: pairParts(source, pairsIn(source.request, source.loader)),
  }),
  marks: async (source) => ({ columns: MARK_COLUMNS, parts: await markParts(source) }),
};

function entries({ loader, generation, rows, request }: Source, perEntry: number) {
  const count = Math.max(1, Math.min(ENTRIES, Math.floor(ROWS / perEntry)));
  return entriesOf(loader, generation, rows, count, request.threshold);
}

async function* sampleParts(source: Source): AsyncGenerator<RowsPart, void, void> {
  const { manager, marked, threshold } = source;
  for await (const { entries: some, done } of entries(source, 1)) {
    const agreement = await agreementOf(source, some);
    const keys = { ids: some.map(({ id }) => id), pictures: some.map(({ picture }) => picture) };
    const marks = await marksOfPage(manager, marked, keys);
    const rows = some.map(({ sample, label }, k) => ({ sample, label, threshold, ...agreement[k], ...marks[k] }));
    yield { rows: batchOf(SAMPLE_COLUMNS, rows), done };
  }
}

async function* labelParts(source: Source): AsyncGenerator<RowsPart, void, void> {
  const { threshold } = source;
  for await (const { entries: some, done } of entries(source, 1)) {
    const agreement = await agreementOf(source, some);
    const rows = some.map(({ sample, label }, k) => ({ sample, label, threshold, ...agreement[k] }));
    yield { rows: batchOf(LABEL_COLUMNS, rows), done };
  }
}

const NOT_KNOWN = { rho: null, iou: null, overlap: null };

/** The mean agreement of the maps of each label. */
async function agreementOf({ manager, loader }: Source, some: readonly Entry[]) {
  const ids = some.map(({ id }) => id);
  const labels = some.map(({ labelId }) => labelId);
  const found = await manager.surveys.agreementAt(loader, ids, labels);
  return some.map((_, k) => {
    const own = found?.[k];
    return own ? { rho: orNull(own.rho), iou: orNull(own.iou), overlap: orNull(own.overlap) } : NOT_KNOWN;
  });
}

const STATES = {
  [MAP_STATE.counted]: 'counted',
  [MAP_STATE.withoutEvidence]: 'without-evidence',
  [MAP_STATE.unreadable]: 'unreadable',
} as const;

/** The maps of a label, in the order of the explainers; of two maps of an explainer, the first is the one that is shown. */
function mapsOf({ sample, labelId }: Entry) {
  const own = sample.maps.filter(({ label }) => label === labelId);
  return own.filter((map, k) => k === 0 || own[k - 1].explainer !== map.explainer);
}

async function* mapParts(source: Source): AsyncGenerator<RowsPart, void, void> {
  const { manager, loader } = source;
  const { explainers } = loader;
  for await (const { entries: some, done } of entries(source, explainers.length)) {
    const ids = some.map(({ id }) => id);
    const labels = some.map(({ labelId }) => labelId);
    const numbers = await manager.surveys.mapNumbersAt(loader, ids, labels);
    const count = numbers === null ? 0 : numbers.state.length / Math.max(1, some.length);
    const rows = some.flatMap((entry, k) =>
      mapsOf(entry).map((map): MapRow => {
        const at = k * count + map.explainer;
        const of = (values: ArrayLike<number> | undefined) =>
          map.explainer < count ? (values?.[at] ?? Number.NaN) : Number.NaN;
        const state = of(numbers?.state);
        return {
          ...{ sample: entry.sample, label: entry.label, map, explainer: explainers[map.explainer] ?? '' },
          state: STATES[state as keyof typeof STATES] ?? null,
          isLossy: of(numbers?.isLossy) === 1,
          ...{ border: of(numbers?.border), gini: of(numbers?.gini), spread: of(numbers?.spread) },
          ...{
            inside: of(numbers?.inside),
            area: state === MAP_STATE.counted ? (numbers?.area[k] ?? Number.NaN) : Number.NaN,
          },
        };
      }),
    );
    yield { rows: batchOf(MAP_COLUMNS, rows), done };
  }
}

/** The pairs of explainers of a table, with the position of each among all pairs. */
function pairsIn({ a, b }: Pick<TableRequest, 'a' | 'b'>, loader: ExplainLoader) {
  const one = a === undefined ? null : explainerOf('a', a, loader);
  const other = b === undefined ? null : explainerOf('b', b, loader);
  const isWanted = (x: number, y: number) =>
    (one === null || one === x || one === y) &&
    (other === null || other === x || other === y) &&
    (one === null || one !== other);
  const pairs: { a: number; b: number; position: number }[] = [];
  let position = 0;
  for (let x = 0; x < loader.explainers.length; x++)
    for (let y = x + 1; y < loader.explainers.length; y++, position++)
      if (isWanted(x, y)) pairs.push({ a: x, b: y, position });
  return pairs;
}

async function* pairParts(source: Source, pairs: ReturnType<typeof pairsIn>): AsyncGenerator<RowsPart, void, void> {
  const { manager, loader } = source;
  const { explainers } = loader;
  for await (const { entries: some, done } of entries(source, Math.max(explainers.length, pairs.length))) {
    const ids = some.map(({ id }) => id);
    const labels = some.map(({ labelId }) => labelId);
    const numbers = await manager.surveys.pairNumbersAt(loader, ids, labels);
    const rows = some.flatMap((entry, k) => {
      const mapped = new Set(mapsOf(entry).map(({ explainer }) => explainer));
      const own = pairs.filter(({ a, b }) => mapped.has(a) && mapped.has(b));
      return own.map(({ a, b, position }): PairRow => {
        const at = position * some.length + k;
        const of = (values: Float32Array | undefined) => orNull(values?.[at] ?? Number.NaN);
        return {
          ...{ sample: entry.sample, label: entry.label, a: explainers[a], b: explainers[b] },
          ...{ rho: of(numbers?.rho), iou: of(numbers?.iou), overlap: of(numbers?.overlap) },
        };
      });
    });
    yield { rows: batchOf(PAIR_COLUMNS, rows), done };
  }
}

async function markParts(source: Source): Promise<AsyncGenerator<RowsPart, void, void>> {
  const { manager, marked } = source;
  const all = (await manager.marks?.call('marks')) ?? [];
  const colours = new Map(all.map(({ name, colour }) => [name, colour]));
  async function* parts() {
    for await (const { entries: some, done } of entries(source, 1)) {
      const keys = { ids: some.map(({ id }) => id), pictures: some.map(({ picture }) => picture) };
      const found = await marksOfPage(manager, marked, keys);
      const rows = some.flatMap(({ sample }, k) => {
        const { marks, note } = found[k];
        const names = marks.length === 0 && note !== null ? [null] : marks;
        return names.map((mark) => ({ sample, mark, colour: mark && (colours.get(mark) ?? null), note }));
      });
      yield { rows: batchOf(MARK_COLUMNS, rows), done };
    }
  }
  return parts();
}

async function* agreementParts(
  manager: ExplainManager,
  key: string,
  request: TableRequest,
): AsyncGenerator<RowsPart, void, void> {
  const { a, b, progress, sort, order, ...filter } = request;
  const { answer } = await answerAgreement(manager, key, filter);
  const rows = answer.pairs.flatMap(({ a, b, rho, iou, overlap }) =>
    Object.entries({ rho, iou, overlap }).map(([measure, pairing]) => ({ a, b, measure, ...pairing })),
  );
  yield { rows: batchOf(AGREEMENT_COLUMNS, rows), done: 1 };
}
