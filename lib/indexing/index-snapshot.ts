import { roundConfidence } from '../job/prediction';
import { skippedByExplainer } from '../job/skipped';
import type { EventFileReader } from '../reading/event-file-reader';
import type { IndexSnapshot, Version } from './index-answers';
import { ORDERS_SHARE } from './order-cache';

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
    memory: job.byteLength * (1 + ORDERS_SHARE),
  };
}

/** The version of the records that were read. */
export function versionOf(reader: EventFileReader): Version {
  const { generation, bytesRead, fingerprint } = reader;
  return { generation, bytesRead, revision: `${bytesRead}-${fingerprint.value}` };
}
