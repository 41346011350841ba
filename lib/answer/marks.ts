import 'server-only';
import { jobPathOf } from '../api/job-key';
import type {
  FlagsAnswer,
  ImportedAnswer,
  JobMarksAnswer,
  MarkedAnswer,
  MarkJson,
  MarksAnswer,
  NoteJson,
  NotesAnswer,
  UndoneAnswer,
  ViewJson,
  ViewsAnswer,
} from '../api/mark-answers';
import { ApiError } from '../api/problem';
import { type FacetsRequest, facetsRequest, parseQuery } from '../api/requests';
import type { SampleKeys } from '../job/sample-keys';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { isUnread } from '../marks/database';
import type { ListedNote, Note, NoteTarget, View, Written } from '../marks/marks';
import type { Marks } from '../marks/marks-thread';
import type { Cursor } from '../marks/transfer';
import { etagOf } from './etag';
import { type Tagged, withJob } from './job';
import { keysOfIds, type MarkedJob, markedJob } from './marked-samples';
import { needsSurvey, prepared } from './sample-values';

/* Answers to requests that read and write marks, notes, saved views and flags of jobs. */

/** Notes of a job that are listed. */
const MAX_NOTES = 1_000;

const isoTime = (milliseconds: number) => new Date(milliseconds).toISOString();

/** The marks of the server. Throws ApiError `read-only` if it keeps none. */
export function marksOf(manager: ExplainManager): Marks {
  if (manager.marks === null) throw new ApiError('read-only', 'This server keeps no marks.');
  return manager.marks;
}

/** What was written. Throws ApiError `conflict` with what is there, where somebody else was first. */
function doneOf<T, J>(written: Written<T>, what: string, json: (value: T) => J): J {
  if ('done' in written) return json(written.done);
  const { conflict } = written;
  const how = conflict === null ? 'does not exist any more' : 'has been changed by somebody else, or its name is taken';
  throw new ApiError('conflict', `${what} ${how}; nothing was saved.`, { current: conflict && json(conflict) });
}

/** All marks, and whether anything can be written by a client. */
export async function answerMarks(manager: ExplainManager, isViewer: boolean): Promise<Tagged<MarksAnswer>> {
  const { version, readOnly } = await marksOf(manager).call('state');
  const marks = isUnread(readOnly) ? [] : await marksOf(manager).call('marks');
  const viewer = { why: 'view-token' as const, message: 'The token of this session gives access for reading only.' };
  const answer = { version, readOnly: isViewer ? viewer : readOnly, reloadInterval: manager.reloadInterval, marks };
  return { answer, etag: etagOf('marks', answer) };
}

export async function addMark(manager: ExplainManager, { name, colour }: { name: string; colour: string }) {
  const written = await marksOf(manager).call('addMark', name, colour);
  return doneOf(written, `The mark "${name}"`, (mark): MarkJson => mark);
}

export async function changeMark(
  manager: ExplainManager,
  id: number,
  change: { name?: string; colour?: string },
  expected: number,
) {
  const written = await marksOf(manager).call('changeMark', id, change, expected);
  return doneOf(written, 'The mark', (mark): MarkJson => mark);
}

export async function removeMark(manager: ExplainManager, id: number, expected: number): Promise<{ version: number }> {
  const written = await marksOf(manager).call('removeMark', id, expected);
  doneOf(written, 'The mark', (mark) => mark);
  return { version: written.version };
}

export async function undo(manager: ExplainManager, version: number): Promise<UndoneAnswer> {
  return marksOf(manager).call('undo', version);
}

/** Runs `use` with a job and what the database has of it. Throws ApiError `conflict` if the client has seen another generation. */
export function withMarkedJob<T>(
  manager: ExplainManager,
  key: string,
  use: (loader: ExplainLoader, job: MarkedJob) => Promise<T>,
  generation?: string,
): Promise<T> {
  return withJob(manager, key, async (loader) => {
    const job = await markedJob(manager, loader, true);
    const current = job.target.ref.generation;
    if (generation !== undefined && generation !== current) {
      const detail = 'The job was replaced since you have opened it; nothing was saved.';
      throw new ApiError('conflict', detail, { current: { generation: current } });
    }
    return use(loader, job);
  });
}

/** Marks of a job. */
export async function answerJobMarks(manager: ExplainManager, key: string): Promise<Tagged<JobMarksAnswer>> {
  return withMarkedJob(manager, key, async (_, { target, known }) => {
    const { marks, notes, aside } = await marksOf(manager).call('jobMarks', target);
    const { starred = false, hidden = false, version = 0 } = known ?? {};
    const answer = {
      generation: target.ref.generation || null,
      version: known?.contentVersion ?? 0,
      ...{ marks, notes },
      flags: { starred, hidden, version },
      aside: aside.map(({ path, written, ...rest }) => ({ ...rest, path: jobPathOf(path), written: isoTime(written) })),
    };
    return { answer, etag: etagOf('job marks', answer) };
  });
}

export interface Marking {
  mark: string;
  remove: boolean;
  ids?: number[];
  filter?: string;
  generation?: string;
}

/**
 * Marks samples of a job, or takes a mark from them.
 *
 * @param expected the version of the marks of the job that the client has seen; null for any
 */
export async function markSamples(
  manager: ExplainManager,
  key: string,
  { mark, remove, ids, filter, generation }: Marking,
  expected: number | null,
): Promise<MarkedAnswer> {
  if ((ids === undefined) === (filter === undefined))
    throw new ApiError('bad-parameter', 'The body must have either ids or filter.', { parameter: 'ids' });
  const query = filter === undefined ? null : parseQuery(facetsRequest, new URLSearchParams(filter));
  return withMarkedJob(
    manager,
    key,
    async (loader, job) => {
      const version = job.known?.contentVersion ?? 0;
      if (expected !== null && expected !== version)
        throw new ApiError('conflict', 'The marks of the job have been changed by somebody else; nothing was saved.', {
          current: { version },
        });
      const samples = query
        ? await keysOfFilter(manager, loader, job, query)
        : await keysOfIds(loader, [...new Set(ids)]);
      const marked = await marksOf(manager).call(remove ? 'unmark' : 'mark', job.target, mark, samples);
      return { matched: samples.ids.length, ...marked };
    },
    generation,
  );
}

async function keysOfFilter(
  manager: ExplainManager,
  loader: ExplainLoader,
  job: MarkedJob,
  query: FacetsRequest,
): Promise<SampleKeys> {
  if (needsSurvey(query)) {
    const { surveyed, total } = await manager.surveys.peek(loader, {}, true);
    if (surveyed < total)
      throw new ApiError(
        'not-surveyed',
        `The filter needs the survey of the maps, which has got to ${surveyed} of ${total}: try again when it is complete.`,
      );
  }
  const { filter } = await prepared(manager, loader, { ...query, sort: 'id', order: 'asc' }, job);
  const { ids = new Int32Array(0), pictures = new Uint32Array(0) } = (await loader.sampleKeys(filter)) ?? {};
  return { ids, pictures };
}

const flagsJson = ({ starred, hidden, version }: FlagsAnswer): FlagsAnswer => ({ starred, hidden, version });

/** Stars or hides a job. For `expected` see `markSamples`; it is the version of the flags. */
export async function setFlags(
  manager: ExplainManager,
  key: string,
  flags: { starred?: boolean; hidden?: boolean },
  expected: number | null,
): Promise<FlagsAnswer> {
  return withMarkedJob(manager, key, async (_, { target }) =>
    doneOf(await marksOf(manager).call('setFlags', target, flags, expected), 'The job', flagsJson),
  );
}

/** What a note is about, as in the address of the note after `/notes/`. */
export type NoteAddress = { kind: 'job' } | { kind: 'sample'; id: number } | { kind: 'pair'; a: number; b: number };

async function targetOf(loader: ExplainLoader, address: NoteAddress): Promise<NoteTarget> {
  if (address.kind === 'job') return address;
  if (address.kind === 'sample') {
    const { ids, pictures } = await keysOfIds(loader, [address.id]);
    return { kind: 'sample', sample: ids[0], picture: pictures[0] };
  }
  const [a, b] = [loader.explainers[address.a], loader.explainers[address.b]];
  if (a !== undefined && b !== undefined && a !== b) return { kind: 'pair', a, b };
  const detail = `The job has no pair of explainers ${address.a} and ${address.b}.`;
  throw new ApiError('bad-parameter', detail, {
    parameter: 'b',
    value: String(address.b),
    allowed: 'another explainer',
  });
}

const NO_NOTE: NoteJson = { text: '', version: 0, created: null, updated: null };

function noteJson({ text, version, created, updated }: Note): NoteJson {
  return { text, version, created: isoTime(created), updated: isoTime(updated) };
}

/** A note; an empty one if there is none. Its validator is its version. */
export async function answerNote(
  manager: ExplainManager,
  key: string,
  address: NoteAddress,
): Promise<Tagged<NoteJson>> {
  return withMarkedJob(manager, key, async (loader, { known }) => {
    const on = await targetOf(loader, address);
    const note = known && (await marksOf(manager).call('note', known.id, on));
    return { answer: note ? noteJson(note) : NO_NOTE, etag: `"${note?.version ?? 0}"` };
  });
}

/** Writes a note. `expected` is the version that the client has seen, 0 for none, null for any. */
export async function writeNote(
  manager: ExplainManager,
  key: string,
  address: NoteAddress,
  { text, generation }: { text: string; generation?: string },
  expected: number | null,
): Promise<NoteJson> {
  return withMarkedJob(
    manager,
    key,
    async (loader, { target, known }) => {
      const on = await targetOf(loader, address);
      const version = expected ?? (known ? ((await marksOf(manager).call('note', known.id, on))?.version ?? 0) : 0);
      return doneOf(await marksOf(manager).call('writeNote', target, on, text, version), 'The note', noteJson);
    },
    generation,
  );
}

/** The notes of a job, the last written ones first. */
export async function answerNotes(manager: ExplainManager, key: string): Promise<Tagged<NotesAnswer>> {
  return withMarkedJob(manager, key, async (loader, { known }) => {
    const notes = known ? await marksOf(manager).call('notes', known.id, MAX_NOTES) : [];
    const keys = await loader.sampleKeys(notes.flatMap(({ on }) => (on.kind === 'sample' ? [on.sample] : [])));
    const pictures = new Map([...(keys?.ids ?? [])].map((id, k) => [id, keys?.pictures[k]]));
    const isShown = ({ on }: ListedNote) => on.kind !== 'sample' || pictures.get(on.sample) === on.picture;
    const answer = { notes: notes.filter(isShown).flatMap((note) => listedJson(note, key, loader.explainers)) };
    return { answer, etag: etagOf('notes', answer) };
  });
}

function listedJson({ on, ...note }: ListedNote, key: string, explainers: readonly string[]): NotesAnswer['notes'] {
  const root = `/api/jobs/${key}/notes`;
  if (on.kind === 'job') return [{ ...noteJson(note), address: `${root}/job` }];
  if (on.kind === 'sample') return [{ ...noteJson(note), sample: on.sample, address: `${root}/samples/${on.sample}` }];
  const [a, b] = [explainers.indexOf(on.a), explainers.indexOf(on.b)];
  if (a === -1 || b === -1) return [];
  return [{ ...noteJson(note), explainers: [on.a, on.b], address: `${root}/pair/${a}/${b}` }];
}

function viewJson({ created, ...view }: View): ViewJson {
  return { ...view, created: isoTime(created) };
}

export async function answerViews(manager: ExplainManager): Promise<Tagged<ViewsAnswer>> {
  const answer = { views: (await marksOf(manager).call('views')).map(viewJson) };
  return { answer, etag: etagOf('views', answer) };
}

export async function addView(manager: ExplainManager, view: { name: string; address: string }): Promise<ViewJson> {
  return doneOf(await marksOf(manager).call('addView', view), `The view "${view.name}"`, viewJson);
}

export async function changeView(
  manager: ExplainManager,
  id: number,
  change: { name?: string; address?: string },
  expected: number,
): Promise<ViewJson> {
  return doneOf(await marksOf(manager).call('changeView', id, change, expected), 'The view', viewJson);
}

export async function removeView(manager: ExplainManager, id: number, expected: number): Promise<ViewJson> {
  return doneOf(await marksOf(manager).call('removeView', id, expected), 'The view', viewJson);
}

/** Everything, or what is set aside under a number, as JSON Lines, part by part. */
export async function* exportedMarks(manager: ExplainManager, aside: number | null): AsyncGenerator<string> {
  let cursor: Cursor = null;
  do {
    const { text, next }: { text: string; next: Cursor } = await marksOf(manager).call('exportPart', cursor, aside);
    yield text;
    cursor = next;
  } while (cursor !== null);
}

export async function importMarks(manager: ExplainManager, text: string): Promise<ImportedAnswer> {
  return marksOf(manager).call('importText', text);
}
