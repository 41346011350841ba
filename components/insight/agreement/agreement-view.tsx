'use client';

import { useQueryStates } from 'nuqs';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Choice } from '@/components/kit/choice';
import { DownloadCsv } from '@/components/kit/download';
import { Pagination } from '@/components/kit/pagination';
import { Select } from '@/components/kit/select';
import { DisplayProvider } from '@/components/map/display';
import { Legend } from '@/components/map/legend';
import { MEASURE_NAMES } from '@/lib/api/choices';
import type { AgreementAnswer, PairsAnswer } from '@/lib/api/insight-answers';
import {
  agreementParams,
  explainerNamed,
  PAIRS_PAGE_SIZE,
  serializeAgreementParams,
  sharedState,
} from '@/lib/api/insight-params';
import { displayOf, facetsRequestOf } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { cloneGroups } from '../clones';
import { InsightFrame } from '../insight-frame';
import { useInsight } from '../use-insight';
import { isDenseFor, Matrix } from './matrix';
import { MatrixNote } from './matrix-note';
import { PairPanel } from './pair-panel';
import { Parts } from './parts';
import { chosenPair, firstExplainers } from './selection';
import { agreementCsv } from './tables';

const TOPICS = ['agreement', 'clones', 'fullResolution', 'sketch'] as const;

/** How far the maps of each two explainers agree above chance, and the pairs of maps behind it. */
export function AgreementView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('insight.agreement');
  const inPages = useTranslations('pages');
  const { data: job } = useJob(jobKey);
  const [state, setState] = useQueryStates(agreementParams, { history: 'push' });
  const { measure, order } = state;
  const request = facetsRequestOf(state);
  const insight = useInsight<AgreementAnswer>(jobKey, 'agreement', request);
  const nameOf = (explainer: number | string | null) => explainerNamed(explainer, job?.explainerNames ?? []);
  const chosen = insight.data ? chosenPair(insight.data, measure, { a: nameOf(state.a), b: nameOf(state.b) }) : null;
  const pairsRequest = chosen && {
    ...{ ...request, a: chosen.a, b: chosen.b, measure, order },
    ...{ page: Math.max(1, state.page), limit: PAIRS_PAGE_SIZE },
  };
  const pairs = useInsight<PairsAnswer>(jobKey, 'pairs', pairsRequest);
  const display = displayOf(state);
  const shown = pairs.data;
  return (
    <DisplayProvider display={display} expected={[]}>
      <InsightFrame
        jobKey={jobKey}
        view="agreement"
        insight={insight}
        topics={TOPICS}
        actions={(answer) => <DownloadCsv name={`${job?.path} agreement`} rows={() => agreementCsv(answer)} />}
        controls={
          <>
            <span className="flex shrink-0 items-center gap-2">
              <span className="text-muted">{t('measure')}</span>
              <Choice
                label={t('measure')}
                value={measure}
                options={MEASURE_NAMES.map((value) => ({ value, label: t(`long.${value}`) }))}
                onChange={(next) =>
                  void setState({ measure: next, agreement: null, page: null }, { history: 'replace' })
                }
              />
            </span>
            <span className="shrink-0 text-muted text-small">{t('ordered')}</span>
            <span className="ml-auto flex shrink-0 items-center gap-2">
              <span className="text-muted">{t('sort')}</span>
              <Select
                label={t('sort')}
                value={order}
                options={[
                  { value: 'asc', label: t('leastAgreed') },
                  { value: 'desc', label: t('mostAgreed') },
                ]}
                onChange={(next) => void setState({ order: next, page: null })}
              />
            </span>
          </>
        }
        legend={
          // As wide as its bars at least: as a container, it has no width of its own.
          <span className="flex flex-1 max-wide:basis-full wide:min-w-72">
            <Legend display={display} />
          </span>
        }
        pagination={
          shown &&
          shown.pairCount > 0 && (
            <span className="flex items-center gap-x-3">
              <span className="whitespace-nowrap">
                {inPages('range', {
                  from: (shown.page - 1) * shown.limit + 1,
                  to: Math.min(shown.page * shown.limit, shown.pairCount),
                  total: shown.pairCount,
                })}
              </span>
              <Pagination
                page={shown.page}
                pages={shown.pages}
                href={(page) => serializeAgreementParams(pages.insight(jobKey, 'agreement'), { ...state, page })}
                onGo={(page) => void setState({ page })}
              />
            </span>
          )
        }
        skeleton={<Skeleton />}
        emptyBecause={({ explainers }) => (explainers.length < 2 ? t('oneExplainer') : null)}
      >
        {(answer, job) => {
          const groups = firstExplainers(cloneGroups(answer));
          return (
            <div className="flex grow items-stretch max-[75rem]:flex-col">
              <div
                className={`min-w-0 bg-panel min-[75rem]:shrink-0 min-[75rem]:border-line min-[75rem]:border-r ${isDenseFor(groups.flat().length) ? 'min-[75rem]:basis-[min(54%,49rem)]' : 'min-[75rem]:basis-[43.5%]'}`}
              >
                <div className="fade-end relative overflow-x-auto px-5 py-2 max-wide:px-3">
                  <Matrix
                    answer={answer}
                    measure={measure}
                    groups={groups}
                    chosen={chosen}
                    onChoose={({ a, b }) =>
                      void setState(
                        { a: job.explainerNames.indexOf(a), b: job.explainerNames.indexOf(b), page: null },
                        { history: 'replace' },
                      )
                    }
                  />
                </div>
                <MatrixNote answer={answer} groups={groups} measure={measure} />
                {shown && chosen && shown.a === chosen.a && shown.b === chosen.b && (
                  <Parts job={job} answer={shown} measure={measure} filter={sharedState(state)} />
                )}
              </div>
              {chosen && pairsRequest && (
                <div className="min-w-0 grow max-[75rem]:border-line max-[75rem]:border-t">
                  <PairPanel
                    job={job}
                    chosen={chosen}
                    pairs={pairs}
                    request={pairsRequest}
                    measure={measure}
                    order={order}
                    filter={sharedState(state)}
                  />
                </div>
              )}
            </div>
          );
        }}
      </InsightFrame>
    </DisplayProvider>
  );
}

/** The size of the matrix and of the pairs. */
function Skeleton() {
  return (
    <div aria-hidden className="flex grow items-stretch max-[75rem]:flex-col">
      <div className="min-h-[32rem] basis-[43.5%] border-line border-r bg-panel p-5">
        <span className="block h-full max-h-96 rounded-md bg-well motion-safe:animate-pulse" />
      </div>
      <div className="grow">
        <div className="h-23 border-line border-b" />
      </div>
    </div>
  );
}
