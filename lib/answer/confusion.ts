import 'server-only';
import type { AnswerStatus } from '../api/answer-values';
import type { ConfusionAnswer } from '../api/evaluation-answers';
import type { ThresholdRequest } from '../api/requests';
import { DEFAULT_THRESHOLD } from '../job/job';
import type { ExplainManager } from '../manager/explain-manager';
import { etagOf } from './etag';
import { type Tagged, versionOf, withJob } from './job';
import { answerStatusOf } from './job-summary';

/** How often each ground truth occurs with each prediction; `isCached` as in `answerEvaluation`. */
export async function answerConfusion(
  manager: ExplainManager,
  key: string,
  { threshold: wanted }: ThresholdRequest = {},
  isCached: (etag: string) => boolean = () => false,
): Promise<Tagged<ConfusionAnswer | null>> {
  return withJob(manager, key, async (loader, jobStatus) => {
    const before = answerStatusOf(jobStatus);
    const tag = (status: AnswerStatus) => etagOf('confusion', status, wanted);
    if (isCached(tag(before))) return { answer: null, etag: tag(before) };

    const found = await loader.confusion(wanted);
    const status = found ? { ...before, ...versionOf(found, before) } : before;
    const threshold = wanted ?? jobStatus.snapshot?.threshold ?? DEFAULT_THRESHOLD;
    const { samples = 0, leftOut = 0, pairCount = 0, pairs = [], atThreshold = null } = found ?? {};
    return { answer: { ...status, atThreshold, threshold, samples, leftOut, pairCount, pairs }, etag: tag(status) };
  });
}
