import type { Job } from '../job/job';
import { roundConfidence } from '../job/prediction';
import { skippedByExplainer } from '../job/skipped';
import type { EventFileReader } from '../reading/event-file-reader';
import { type IndexSnapshot, MAX_CACHED_FACETS, MAX_CACHED_LABELS, type Version } from './index-answers';
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

/** Memory of the answers that are kept beside the orders, bytes: the description, and facets of up to `MAX_CACHED_LABELS` labels. */
function memoryOfAnswers({ labelsShown }: Job): number {
  return LABEL_BYTES * (labelsShown.size + Math.min(MAX_CACHED_FACETS * labelsShown.size, MAX_CACHED_LABELS));
}

/** The version of the records that were read. */
export function versionOf(reader: EventFileReader): Version {
  const { generation, bytesRead, fingerprint } = reader;
  return { generation, bytesRead, revision: `${bytesRead}-${fingerprint.value}` };
}
