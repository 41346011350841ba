import 'server-only';
import type { ConfusionAnswer, Standing } from '../api/answers';
import { DEFAULT_THRESHOLD } from '../job/job';
import type { ExplainManager } from '../manager/explain-manager';
import { etagOf } from './etag';
import { type Tagged, versionOf, withJob } from './job';
import { standingOf } from './standing';

/** How often each ground truth stands beside each prediction; `isKnown` as in `answerEvaluation`. */
export async function answerConfusion(
  manager: ExplainManager,
  key: string,
  isKnown: (etag: string) => boolean = () => false,
): Promise<Tagged<ConfusionAnswer | null>> {
  return withJob(manager, key, async (loader, known) => {
    const before = standingOf(known);
    const tag = (standing: Standing) => etagOf('confusion', standing);
    if (isKnown(tag(before))) return { answer: null, etag: tag(before) };

    const found = await loader.confusion();
    const standing = found ? { ...before, ...versionOf(found, before) } : before;
    const threshold = known.snapshot?.threshold ?? DEFAULT_THRESHOLD;
    const { samples = 0, pairCount = 0, pairs = [] } = found ?? {};
    return { answer: { ...standing, threshold, samples, pairCount, pairs }, etag: tag(standing) };
  });
}
