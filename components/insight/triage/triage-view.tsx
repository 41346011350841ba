'use client';

import { useQueryStates } from 'nuqs';
import { useTranslations } from 'use-intl';
import { useLowerBound } from '@/components/frame/bound';
import { useJob } from '@/components/frame/use-job';
import { DownloadCsv } from '@/components/kit/download';
import { usePercent } from '@/components/kit/format';
import { DisplayProvider } from '@/components/map/display';
import type { TriageAnswer } from '@/lib/api/insight-answers';
import { sharedState, TRIAGE_SHOWN, triageParams } from '@/lib/api/insight-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import { displayOf, type FilterState, facetsRequestOf } from '@/lib/api/search-params';
import { FewMark } from '../few';
import { InsightFrame } from '../insight-frame';
import { isFinal, useInsight } from '../use-insight';
import { useSamples } from '../use-samples';
import { areForeign } from './intervals';
import { PresetCard } from './preset-card';
import { triageCsv } from './tables';

/** Presets that say something about intervals. */
const OF_INTERVALS: ReadonlySet<string> = new Set(['crosses', 'sure']);

/** Columns of the six cards, by window width. */
const CARDS = 'grid grid-cols-1 gap-x-px min-[64rem]:grid-cols-2 min-[104rem]:grid-cols-3';

/** Which samples deserve a look first: presets that open as filters of the saliency view. */
export function TriageView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('insight.triage');
  const { data: job } = useJob(jobKey);
  const [state] = useQueryStates(triageParams);
  const { mapsOf, measure } = state;
  const insight = useInsight<TriageAnswer>(jobKey, 'triage', {
    ...facetsRequestOf(state),
    explainer: mapsOf ?? undefined,
    measure: measure === 'rho' ? undefined : measure,
    limit: TRIAGE_SHOWN,
  });
  return (
    <DisplayProvider display={displayOf(state)} expected={[]}>
      <InsightFrame
        jobKey={jobKey}
        view="triage"
        insight={insight}
        topics={['triage', 'uncertainty', 'agreement', 'boxEvidence', 'types']}
        needsMaps={false}
        actions={(answer) => <DownloadCsv name={`${job?.path} triage`} rows={() => triageCsv(answer)} />}
        legend={<span>{t('legend')}</span>}
        skeleton={<Skeleton />}
      >
        {(answer, current) => <Presets job={current} answer={answer} filter={sharedState(state)} />}
      </InsightFrame>
    </DisplayProvider>
  );
}

interface Props {
  job: JobAnswer;
  answer: TriageAnswer;
  filter: FilterState;
}

/** The presets as cards. */
function Presets({ job, answer, filter }: Props) {
  const t = useTranslations('insight.triage');
  const percent = usePercent();
  const why = useLowerBound(answer.atThreshold);
  const samples = useSamples(job.key, [
    ...new Set(answer.presets.flatMap(({ first }) => first.map(({ sample }) => sample))),
  ]);
  const foreign = answer.presets.find(({ preset }) => preset === 'foreign');
  const [matching, empty] = [true, false].map((has) => answer.presets.filter(({ pairs }) => pairs > 0 === has));
  const intervals = foreign && { outside: foreign.pairs, of: foreign.of };
  const caveat =
    intervals &&
    areForeign(intervals) &&
    t('foreign', { share: percent(intervals.outside / intervals.of), n: intervals.outside, of: intervals.of });
  return (
    <section aria-label={t('presets')} className="min-w-0 flex-1">
      {answer.atThreshold?.lowerBound && (
        <p className="max-w-[72rem] px-5 pt-4 max-wide:px-3">
          <FewMark className="mr-1.5" />
          {t('lowerBound', { recorded: answer.atThreshold.recorded })}
        </p>
      )}
      <div className={CARDS}>
        {[...matching, ...empty].map((preset) => (
          <PresetCard
            key={preset.preset}
            job={job}
            preset={preset}
            threshold={answer.threshold}
            filter={filter}
            samples={samples}
            why={why}
            caveat={OF_INTERVALS.has(preset.preset) ? caveat || null : null}
            isDone={isFinal(answer)}
          />
        ))}
      </div>
    </section>
  );
}

/** As large as the cards. */
function Skeleton() {
  return (
    <div aria-hidden className={CARDS}>
      {[0, 1, 2, 3, 4, 5].map((card) => (
        <div key={card} className="h-92 border-line border-b px-5 py-4 max-wide:px-3">
          <span className="block h-4 w-60 max-w-full rounded bg-track motion-safe:animate-pulse" />
        </div>
      ))}
    </div>
  );
}
