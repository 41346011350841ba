import 'server-only';
import type { LabelClass } from '../job/counts';
import { DEFAULT_THRESHOLD } from '../job/job';
import type { Score } from '../job/sample';
import { fromJson, type Json } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { inSlices } from '../slices';
import type { ExplainDirectory } from '../summary/explain-directory';
import { forbidden, missing, noJob } from './error';
import { limitOf, offsetOf } from './parameters';
import { Float, type PythonValue, toJson, writtenList } from './python';
import { Room } from './room';

/** A request waits this long for a job that is being loaded, because the predecessor's pages do not repeat requests. */
const LOAD_TIMEOUT_MS = 10_000;

const MAX_JOBS = 999;
/** Characters of the path of a job as requested, which answers repeat for each picture: a system has no longer ones. */
const MAX_PATH_LENGTH = 4_096;
const NOT_SCORED = 'NaN';

/** Answers a request about the job `trainId` with `use`. Throws CompatError if there is no such job. */
export async function withJob<T>(
  manager: ExplainManager,
  trainId: string,
  use: (loader: ExplainLoader) => Promise<T>,
): Promise<T> {
  if (trainId.length > MAX_PATH_LENGTH) throw noJob(`${trainId.slice(0, MAX_PATH_LENGTH)}…`);
  const found = await manager.withJob(trainId, async (loader) => {
    if (loader.isLoading) await loader.settled(LOAD_TIMEOUT_MS);
    if (loader.snapshot === null && loader.status.kind === 'failed') throw forbidden(loader.status.message);
    return { value: await use(loader) };
  });
  if (found === null) throw noJob(trainId);
  return found.value;
}

/** `explain-jobs`: a page of the list. */
export async function answerJobs(manager: ExplainManager, query: URLSearchParams): Promise<PythonValue> {
  const offset = offsetOf(query.get('offset') ?? 0);
  const limit = limitOf(query.get('limit') ?? 10, MAX_JOBS);
  await manager.discovered();
  const { total, directories } = manager.getJobList();
  const page = bySeconds(directories).slice(offset * limit, (offset + 1) * limit);
  return {
    name: manager.title,
    total,
    explain_jobs: await Promise.all(page.map((directory) => rowOf(manager, directory))),
  };
}

const sorted = new WeakMap<readonly ExplainDirectory[], readonly ExplainDirectory[]>();

/** The jobs as the predecessor sorts them: by whole seconds. Once per result of a scan, because there may be a hundred thousand. */
function bySeconds(directories: readonly ExplainDirectory[]): readonly ExplainDirectory[] {
  let jobs = sorted.get(directories);
  if (!jobs) {
    jobs = [...directories].sort((a, b) => secondsOf(b) - secondsOf(a) || (a.relativePath < b.relativePath ? -1 : 1));
    sorted.set(directories, jobs);
  }
  return jobs;
}

function secondsOf({ updateTime }: ExplainDirectory): number {
  return Math.floor(updateTime / 1000);
}

async function rowOf(manager: ExplainManager, directory: ExplainDirectory): Promise<PythonValue> {
  const state = await manager.manifestOf(directory);
  const manifest = state.kind === 'present' ? state.manifest : null;
  return {
    train_id: directory.relativePath,
    ...timesOf(directory),
    saliency_map: manifest?.saliencyMap ?? true,
    hierarchical_occlusion: manifest?.hierarchicalOcclusion ?? false,
  };
}

/** The times at which the run started and was last written. */
function timesOf({ createTime, updateTime }: Pick<ExplainDirectory, 'createTime' | 'updateTime'>) {
  return { create_time: timeText(createTime) ?? timeText(updateTime), update_time: timeText(updateTime) };
}

/** For example `2026-11-22 19:46:49`, in the time zone of the server; null for an invalid time. */
function timeText(milliseconds: number): string | null {
  const time = new Date(milliseconds);
  if (Number.isNaN(time.getTime()) || time.getFullYear() > 9999) return null;
  const two = (number: number) => String(number).padStart(2, '0');
  const date = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join(':')}`;
}

function trainIdOf(query: URLSearchParams): string {
  const trainId = query.get('train_id');
  if (trainId === null) throw missing('train_id');
  return trainId;
}

/** `explain-job`: everything about a job except its samples. */
export async function answerJob(manager: ExplainManager, query: URLSearchParams): Promise<PythonValue> {
  const trainId = trainIdOf(query);
  return withJob(manager, trainId, async (loader) => {
    const classes = await inSlices(writtenList(classesOf(await loader.classes())));
    return {
      train_id: trainId,
      ...timesOf(loader),
      sample_count: loader.sampleCount,
      classes,
      saliency: {
        min_confidence: new Float(loader.threshold ?? DEFAULT_THRESHOLD),
        explainers: loader.explainers,
        metrics: loader.metrics,
      },
      uncertainty: { enabled: loader.uncertaintyEnabled },
      status: loader.isLoading ? 'LOADING' : 'LOADED',
    };
  });
}

function* classesOf(parts: readonly Json<LabelClass[]>[]): Generator<PythonValue> {
  let id = 0;
  for (const part of parts) {
    for (const { name, samples, maps, counterfactuals } of fromJson(part)) {
      yield {
        id: id++,
        label: name,
        sample_count: samples,
        saliency_sample_count: maps,
        hoc_sample_count: counterfactuals,
      };
    }
  }
}

/** `evaluation`: the scores of each explainer, in total and by label. Throws CompatError if they are too long with their names. */
export async function answerEvaluation(manager: ExplainManager, query: URLSearchParams): Promise<PythonValue> {
  return withJob(manager, trainIdOf(query), async (loader) => {
    const [classes, scores] = await Promise.all([loader.classes(), loader.scores()]);
    const byExplainer = new Map<number, Score[]>();
    for (const score of scores) {
      const own = byExplainer.get(score.explainer);
      if (own) own.push(score);
      else byExplainer.set(score.explainer, [score]);
    }
    const room = new Room();
    room.check(lengthOfMetrics(loader, scores));
    const rows: PythonValue[] = [];
    for (const [explainer, own] of byExplainer) {
      rows.push({
        explainer: loader.explainers[explainer],
        evaluations: await inSlices(writtenList(totalsOf(loader, own), room)),
        class_scores: await inSlices(writtenList(classScoresOf(loader, classes, own), room)),
      });
    }
    return { explainer_scores: rows };
  });
}

function evaluationOf({ metrics }: ExplainLoader, metric: number, score: number | null) {
  return { metric: metrics[metric], score: score === null ? NOT_SCORED : new Float(score) };
}

/** The characters of the names of metrics in all scores: what is far too long is refused before any of it is written. */
function lengthOfMetrics({ metrics }: ExplainLoader, scores: readonly Score[]): number {
  const lengths = metrics.map((name) => toJson(name).length);
  return scores.reduce((sum, { metric, labels }) => sum + lengths[metric] * (1 + (labels?.length ?? 0)), 0);
}

/** The scores of an explainer in total. */
function* totalsOf(loader: ExplainLoader, scores: readonly Score[]): Generator<PythonValue> {
  for (const { metric, total } of scores) yield evaluationOf(loader, metric, total);
}

/** The scores of an explainer by label, of each label up to the last one that is in a list of them. */
function* classScoresOf(
  loader: ExplainLoader,
  classes: readonly Json<LabelClass[]>[],
  scores: readonly Score[],
): Generator<PythonValue> {
  const longest = Math.max(0, ...scores.map(({ labels }) => labels?.length ?? 0));
  let id = 0;
  for (const part of classes) {
    if (id >= longest) return;
    for (const { name } of fromJson(part)) {
      const scored = scores.filter(({ labels }) => labels !== null && id < labels.length);
      if (scored.length > 0) {
        yield {
          label: name,
          evaluations: scored.map(({ metric, labels }) => evaluationOf(loader, metric, labels?.[id] ?? null)),
        };
      }
      id++;
    }
  }
}
