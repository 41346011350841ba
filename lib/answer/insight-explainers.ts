import 'server-only';
import type { ExplainersAnswer } from '../api/insight-answers';
import type { ExplainersRequest } from '../api/insight-requests';
import type { Json } from '../json';
import type { ExplainManager } from '../manager/explain-manager';
import { EXPLAINER_EDGES } from '../survey/explainers';
import { checkNames } from '../survey/limits';
import { NO_PAIRS, orNull, pairingsJson } from '../survey/pairing-json';
import { answerInsight } from './insight';
import { withPairs } from './insight-agreement';
import type { Tagged } from './job';

/** What the maps of each explainer have in common, and the scores that are stored of it, ready to be sent. */
export async function answerExplainers(
  manager: ExplainManager,
  key: string,
  request: ExplainersRequest,
): Promise<Tagged<Json<ExplainersAnswer>>> {
  let pairs = NO_PAIRS;
  const { answer, etag } = await answerInsight(
    manager,
    key,
    'explainers',
    request,
    (call, handle, query, { explainers }) => call('explainers', handle, query, explainers),
    async (head, result, loader) => {
      if (result) pairs = result.pairs;
      const totals = await loader.totals();
      const metrics = totals.map(({ metric }) => loader.metrics[metric] ?? '');
      checkNames(metrics, 1, `the names of metrics of ${totals.length} scores`);
      const summary = ({ mean, median }: { mean: number; median: number }) => ({
        mean: orNull(mean),
        median: orNull(median),
      });
      const counted = ({ n, mean }: { n: number; mean: number }) => ({ n, mean: orNull(mean) });
      return {
        ...head,
        isDraft: result?.pairs.isDraft ?? false,
        edges: EXPLAINER_EDGES,
        pairs: pairs.hash,
        explainers: (result?.rows ?? []).map(
          ({ maps, border, gini, spread, contrast, evidence, agreement, ticks, bins }, index) => ({
            name: loader.explainers[index],
            maps,
            border: summary(border),
            gini: summary(gini),
            spread: summary(spread),
            contrast: { rho: counted(contrast.rho), overlap: counted(contrast.overlap), samples: contrast.samples },
            evidence: {
              n: evidence.n,
              inside: orNull(evidence.inside),
              area: orNull(evidence.area),
              liftMean: orNull(evidence.liftMean),
              liftMedian: orNull(evidence.liftMedian),
            },
            agreement: pairingsJson(agreement),
            ticks,
            bins,
            scores: totals
              .filter(({ explainer }) => explainer === index)
              .map(({ metric, total, range }) => ({ metric: loader.metrics[metric] ?? '', score: total, range })),
          }),
        ),
      };
    },
  );
  return { answer: withPairs(answer, pairs), etag };
}
