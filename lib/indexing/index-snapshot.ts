import type { Job } from '../job/job';
import { roundConfidence } from '../job/prediction';
import type { Problem } from '../job/problems';
import { skippedByExplainer } from '../job/skipped';
import type { JobReader } from '../reading/job-reader';
import { type IndexSnapshot, MAX_CACHED_FACETS, MAX_CACHED_LENGTH, type Version } from './index-answers';
import { memoryOfOrders } from './order-cache';

/** A snapshot of a job, from what its reader has read so far. */
export function snapshotOf(reader: JobReader): IndexSnapshot {
  const { job } = reader;
  const problems = job.allProblems();
  const [damage = null, ...further] = reader.damages;
  const { copies, unreadEnd } = reader;
  const own: Problem[] = [
    ...further.map(({ offset, message }): Problem => ({ code: 'corrupt-record', message, offset })),
    ...copies,
  ];
  return {
    ...versionOf(reader),
    fileSize: Math.max(reader.fileSize, reader.bytesRead),
    damage,
    zerosFrom: unreadEnd?.zerosFrom ?? null,
    ...(reader.hasParts && { unreadEnd }),
    problems: [...own, ...problems.list],
    problemCount: own.length + problems.count,
    skipped: skippedByExplainer(job.skipped),
    sampleCount: job.sampleCount,
    labelCount: job.labelsShown.size,
    explainers: job.explainers.list.slice(),
    metrics: job.metrics.list.slice(),
    scoreCount: job.scores.size,
    threshold: roundConfidence(job.threshold),
    hasUncertainty: job.hasUncertainty,
    hasCounterfactuals: job.hasCounterfactuals,
    memory: job.byteLength + memoryOfOrders(job) + memoryOfAnswers(job),
  };
}

/** Of a label in a kept answer, bytes. */
const LABEL_BYTES = 128;

/** Of a score in a kept answer, bytes. */
const SCORE_BYTES = 10;

/**
 * Memory of the answers that are kept beside the orders, bytes: the description, which the HTTP thread keeps, facets of up to
 * `MAX_CACHED_LENGTH` characters, and the evaluation.
 */
function memoryOfAnswers({ labelsShown, scores, labelScores }: Job): number {
  const bytes = LABEL_BYTES * labelsShown.size;
  return bytes + Math.min(MAX_CACHED_FACETS * bytes, MAX_CACHED_LENGTH) + SCORE_BYTES * scores.size * (1 + labelScores);
}

/** The version of the records that were read. */
export function versionOf(reader: JobReader): Version {
  const { generation, bytesRead, revision } = reader;
  return { generation, bytesRead, revision };
}
