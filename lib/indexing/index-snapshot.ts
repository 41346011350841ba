import type { Job } from '../job/job';
import { roundConfidence } from '../job/prediction';
import { skippedByExplainer } from '../job/skipped';
import type { EventFileReader } from '../reading/event-file-reader';
import { type IndexSnapshot, MAX_CACHED_FACETS, MAX_CACHED_LENGTH, type Version } from './index-answers';
import { memoryOfOrders } from './order-cache';

/** A snapshot of a job, from what its reader has read so far. */
export function snapshotOf(reader: EventFileReader): IndexSnapshot {
  const { job } = reader;
  const problems = job.allProblems();
  return {
    ...versionOf(reader),
    fileSize: Math.max(reader.fileSize, reader.bytesRead),
    damage: reader.damage,
    zerosFrom: reader.zerosFrom,
    problems: problems.list,
    problemCount: problems.count,
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
export function versionOf(reader: EventFileReader): Version {
  const { generation, bytesRead, fingerprint } = reader;
  return { generation, bytesRead, revision: `${bytesRead}-${fingerprint.value}` };
}
