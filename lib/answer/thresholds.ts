import 'server-only';
import type { AnswerStatus } from '../api/answer-values';
import type { ThresholdsAnswer } from '../api/evaluation-answers';
import { THRESHOLD_STEPS } from '../api/threshold';
import { DEFAULT_THRESHOLD } from '../job/job';
import type { ExplainManager } from '../manager/explain-manager';
import { etagOf } from './etag';
import { type Tagged, versionOf, withJob } from './job';
import { answerStatusOf } from './job-summary';

const NONE = new Uint32Array(THRESHOLD_STEPS + 1);

const NO_COUNTS = {
  ...{ recorded: DEFAULT_THRESHOLD, samples: 0, atRecorded: { TP: 0, FN: 0, FP: 0 }, unknown: 0 },
  ...{ TP: NONE, FN: NONE, FP: NONE, openSamples: NONE },
};

/** The types of a job at each threshold; `isCached` as in `answerEvaluation`. */
export async function answerThresholds(
  manager: ExplainManager,
  key: string,
  isCached: (etag: string) => boolean = () => false,
): Promise<Tagged<ThresholdsAnswer | null>> {
  return withJob(manager, key, async (loader, jobStatus) => {
    const before = answerStatusOf(jobStatus);
    const tag = (status: AnswerStatus) => etagOf('thresholds', status);
    if (isCached(tag(before))) return { answer: null, etag: tag(before) };

    const found = await loader.thresholds();
    const status = found ? { ...before, ...versionOf(found, before) } : before;
    const { recorded, samples, atRecorded, unknown, TP, FN, FP, openSamples } = found ?? NO_COUNTS;
    const lists = { TP: [...TP], FN: [...FN], FP: [...FP], openSamples: [...openSamples] };
    return { answer: { ...status, recorded, samples, atRecorded, unknown, ...lists }, etag: tag(status) };
  });
}
