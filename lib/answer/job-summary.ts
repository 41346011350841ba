import 'server-only';
import type { AnswerStatus } from '../api/answer-values';
import type { JobSummary } from '../api/job-answers';
import { jobKeyOf, jobPathOf } from '../api/job-key';
import type { ExplainManager } from '../manager/explain-manager';
import type { JobStatus } from '../manager/job-status';
import { jobNameOf } from './job-name';

/** A row of the job list. */
export function summaryOf(
  manager: Pick<ExplainManager, 'title'>,
  { directory, snapshot, pictures, manifest, state, problems }: JobStatus,
): JobSummary {
  const claimed = manifest.kind === 'present' ? manifest.manifest : null;
  const isBroken = state === 'damaged' || state === 'unreadable';
  return {
    key: jobKeyOf(directory.relativePath),
    path: jobPathOf(directory.relativePath),
    name: jobNameOf(manager, directory.relativePath),
    created: isoTime(directory.createTime),
    updated: isoTime(directory.updateTime) ?? new Date(0).toISOString(),
    size: directory.size,
    state,
    samples: snapshot?.sampleCount ?? null,
    labels: snapshot?.labelCount ?? null,
    explainers: snapshot?.explainers.length ?? null,
    views: {
      saliency: claimed?.saliencyMap ?? true,
      counterfactual: claimed?.hierarchicalOcclusion || (snapshot?.hasCounterfactuals ?? false),
      evaluation: claimed?.benchmark || (snapshot?.scoreCount ?? 0) > 0,
    },
    pictures: pictures && {
      missing: pictures.missing,
      unreadable: pictures.unreadable,
      checked: pictures.checked,
      total: pictures.total,
    },
    message: isBroken ? (problems[0]?.message ?? null) : null,
  };
}

/** The status of a job as answers about its samples carry it. */
export function answerStatusOf({ directory, snapshot, state, problems }: JobStatus): AnswerStatus {
  const isBroken = state === 'damaged' || state === 'unreadable';
  return {
    state,
    generation: snapshot?.generation ?? null,
    revision: snapshot?.revision ?? null,
    progress: { read: snapshot?.bytesRead ?? 0, total: Math.max(snapshot?.fileSize ?? 0, directory.size) },
    message: isBroken ? (problems[0]?.message ?? null) : null,
  };
}

/** Null for a number that is not a valid date: the name of an event file may carry any digits. */
function isoTime(milliseconds: number): string | null {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 ? null : date.toISOString();
}
