import 'server-only';
import { ApiError } from '../api/problem';
import type { FacetsRequest } from '../api/requests';
import type { SampleFilter } from '../job/query';
import type { SampleKeys } from '../job/sample-keys';
import type { Json } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import type { JobTarget, KnownJob, Mark, SampleMarks } from '../marks/marks';

/* Marks and notes in answers about samples: the marks thread has them, the indexing worker filters and sorts by them. */

/** A job in the database of marks. */
export interface MarkedJob {
  target: JobTarget;
  known: KnownJob | null;
  /** Identifies the marks and notes of the job, for validators and keys; null if there are none. */
  version: string | null;
}

const isOf = (error: unknown, name: string) => error instanceof Error && error.name === name;

/**
 * A job in the database of marks. It may have been at another path when it was marked, if there is no job now.
 *
 * @param isNeeded whether to throw if the database cannot be read; otherwise the job counts as without marks
 */
export async function markedJob(manager: ExplainManager, loader: ExplainLoader, isNeeded: boolean): Promise<MarkedJob> {
  const { jobId, directory, snapshot } = loader;
  const ref = { path: jobId, eventFile: directory.eventFile, generation: snapshot?.generation ?? '' };
  const none = { target: { id: null, ref }, known: null, version: null };
  if (manager.marks === null) return none;
  try {
    const { job, marksVersion } = await manager.marks.call('find', ref);
    if (job === null) return none;
    if (job.path !== jobId && (await manager.findDirectory(job.path)) !== null) return none;
    return { target: { id: job.id, ref }, known: job, version: `${job.id} ${job.contentVersion} ${marksVersion}` };
  } catch (error) {
    if (isNeeded || isOf(error, 'StorageError')) throw error;
    return none;
  }
}

/** Whether a request cannot be answered without marks. */
export function needsMarks(request: FacetsRequest & { sort?: string }): boolean {
  return request.marks !== undefined || request.notes === true || request.sort === 'marked';
}

/** The keys under which the index of the job has the samples that a request asks for, after they were given to it. */
export async function givenMarks(
  manager: ExplainManager,
  loader: ExplainLoader,
  job: MarkedJob,
  request: FacetsRequest & { sort?: string },
): Promise<{ having: string[]; rank: string | null }> {
  const having: string[] = [];
  const give = (names: readonly string[] | 'notes' | null) => giveSamples(manager, loader, job, names);
  if (request.marks !== undefined) having.push(await give(request.marks));
  if (request.notes === true) having.push(await give('notes'));
  return { having, rank: request.sort === 'marked' ? await give(request.marks ?? null) : null };
}

async function giveSamples(
  manager: ExplainManager,
  loader: ExplainLoader,
  { known, version }: MarkedJob,
  names: readonly string[] | 'notes' | null,
): Promise<string> {
  const key = JSON.stringify(['marks', names, version]);
  if (await loader.hasValues(key)) return key;
  const found = known && (await manager.marks?.call('markedSamples', known.id, names, version ?? ''));
  const { ids, pictures, ranks } = found ?? NO_SAMPLES;
  await loader.setSampleValues(key, { ids, pictures }, ranks);
  return key;
}

const NO_SAMPLES = { ids: new Int32Array(0), pictures: new Uint32Array(0), ranks: new Float32Array(0) };

/** The marks and notes of the samples of a page. */
export async function marksOfPage(
  manager: ExplainManager,
  { known }: MarkedJob,
  { ids, pictures }: { ids: readonly number[]; pictures: readonly number[] },
): Promise<SampleMarks[]> {
  if (known === null || manager.marks === null || ids.length === 0) return ids.map(() => NO_MARKS);
  const keys = { ids: Int32Array.from(ids), pictures: Uint32Array.from(pictures) };
  return manager.marks.call('marksOf', known.id, keys).catch(() => ids.map(() => NO_MARKS));
}

const NO_MARKS: SampleMarks = { marks: [], note: null };

/**
 * How many of the samples that match a filter have each mark, and a note; each ignores its own part of the filter.
 *
 * @param all all marks
 * @param filterFor the filter of a request for the index of the job
 */
export async function countMarks(
  manager: ExplainManager,
  loader: ExplainLoader,
  { known, version }: MarkedJob,
  all: readonly Mark[],
  request: FacetsRequest,
  filterFor: (request: FacetsRequest) => Promise<SampleFilter>,
): Promise<{ marks: { name: string; colour: string; count: number }[]; notes: number }> {
  const json = (counts: readonly number[]) =>
    all.map(({ name, colour }, k) => ({ name, colour, count: counts[k] ?? 0 }));
  if (known === null || version === null || manager.marks === null || loader.snapshot === null)
    return { marks: json([]), notes: 0 };
  const { samples, groups } = await manager.marks.call('markGroups', known.id, version);
  const place = new Map(all.map(({ id }, k) => [id, k]));
  const places = new Uint16Array(groups.length);
  for (let k = 0; k < groups.length; k++) places[k] = place.get(groups[k]) ?? all.length;
  const rest = await filterFor({ ...request, marks: undefined });
  const counts = await loader.countGroups(rest, samples, places, all.length + 1);
  const { ids, pictures } = await manager.marks.call('markedSamples', known.id, 'notes', version);
  const others = await filterFor({ ...request, notes: undefined });
  const [notes] = await loader.countGroups(others, { ids, pictures }, new Uint16Array(ids.length), 1);
  return { marks: json(counts), notes };
}

/** The samples of a page as JSON, each with more properties at its end. */
export function withProperties(samples: Json<unknown[]>, ends: readonly number[], more: readonly object[]): string {
  const parts = ends.map((end, k) => {
    const sample = samples.slice(k === 0 ? 1 : ends[k - 1] + 1, end - 1);
    return `${sample},${JSON.stringify(more[k]).slice(1)}`;
  });
  return `[${parts.join(',')}]`;
}

/** The keys of listed samples of a job. Throws ApiError `unknown-sample` for the first one that the job does not have. */
export async function keysOfIds(loader: ExplainLoader, ids: readonly number[]): Promise<SampleKeys> {
  const found = await loader.sampleKeys(ids);
  if (found !== null && found.ids.length === ids.length) return { ids: found.ids, pictures: found.pictures };
  const known = new Set(found?.ids);
  const missing = ids.find((id) => !known.has(id));
  throw new ApiError('unknown-sample', `Job ${loader.jobId.slice(2)} has no sample ${missing}.`);
}
