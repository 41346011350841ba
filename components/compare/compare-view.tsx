'use client';

import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { Outdated } from '@/components/insight/outdated';
import { SurveyLine } from '@/components/insight/survey-note';
import { Button } from '@/components/kit/button';
import { FetchError } from '@/components/kit/fetch-error';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { DisplayProvider } from '@/components/map/display';
import { MarksSlot } from '@/components/marks/marks-slot';
import type { CompareAnswer } from '@/lib/api/compare-answers';
import { displayOf } from '@/lib/api/search-params';
import { MatchLine } from './match-line';
import { Overview } from './overview';
import { Samples } from './samples';
import { SamplesBar } from './samples-bar';
import { SideStates } from './side-states';
import { type Jobs, useCompare, useComparedSamples, useCompareState, useJobs } from './use-compare';

const CompareStage = dynamic(() => import('./compare-stage').then(({ CompareStage }) => CompareStage), { ssr: false });

/** Two jobs compared: the overview, and the samples behind its numbers. */
export function CompareView() {
  const t = useTranslations('compare');
  const [state] = useCompareState();
  const { jobs, error } = useJobs(state);
  if (state.a === '' || state.b === '') return <Notice title={t('chooseTwo')} detail={t('chooseTwoHelp')} />;
  if (error) return <Failed error={error} />;
  if (!jobs) return <Skeleton />;
  return <Compared key={`${state.a} ${state.b}`} jobs={jobs} />;
}

function Compared({ jobs }: { jobs: Jobs }) {
  const [state, setState] = useCompareState();
  const overview = useCompare(state);
  const samples = useComparedSamples(state);
  const { data: answer, error } = overview;
  if (error && !answer) return <Failed error={error} onRetry={() => void overview.mutate()} />;
  const isReady = answer?.a.revision != null && answer.b.revision !== null;
  return (
    <DisplayProvider display={displayOf(state)} expected={[]}>
      <MarksSlot jobKey={state.b} />
      <div className="flex min-h-[calc(100dvh-49px)] flex-col">
        <div className="relative border-line border-b bg-panel px-4 py-1.5 max-wide:px-2 min-[100rem]:p-0">
          <div className="min-h-6 min-[100rem]:hidden">{answer && <MatchLine answer={answer} />}</div>
          {answer && <SurveyLine answer={{ ...answer, state: answer.b.state }} />}
        </div>
        {answer && <SideStates answer={answer} />}
        {answer && error && <Outdated error={error} onRetry={() => void overview.mutate()} />}
        {!answer || !isReady ? (
          <OverviewSkeleton />
        ) : answer.compared === 0 ? (
          <NothingInCommon answer={answer} />
        ) : (
          <>
            <Overview jobs={jobs} answer={answer} state={state} setState={setState} />
            <SamplesBar jobs={jobs} answer={answer} state={state} setState={setState} />
            <Samples
              jobs={jobs}
              answer={answer}
              page={{
                data: samples.data,
                error: samples.error,
                isStale: samples.isLoading && samples.data !== undefined,
                retry: () => void samples.mutate(),
              }}
              state={state}
              setState={setState}
            />
            {state.stage !== null && (
              <CompareStage
                jobs={jobs}
                id={state.stage}
                page={samples.data}
                maps={answer.maps}
                state={state}
                setState={setState}
              />
            )}
          </>
        )}
      </div>
    </DisplayProvider>
  );
}

/** Why nothing is compared, as far as is known. */
function NothingInCommon({ answer }: { answer: CompareAnswer }) {
  const t = useTranslations('compare');
  const isGrowing = [answer.a, answer.b].some(({ state }) => state === 'loading' || state === 'live');
  return <Notice title={t('noCommon')} detail={t(isGrowing ? 'noCommonYet' : 'noCommonHelp')} />;
}

/** A job that does not exist, is gone or cannot be read. */
function Failed({ error, onRetry }: { error: Error; onRetry?(): void }) {
  const t = useTranslations('compare');
  const app = useTranslations('app');
  const sentence = useSentence();
  const isGone = error instanceof FetchError && error.status === 404;
  return (
    <Notice isError title={t(isGone ? 'gone' : 'failed')} detail={sentence(error)}>
      {onRetry && <Button onPress={onRetry}>{app('retry')}</Button>}
    </Notice>
  );
}

function Skeleton() {
  return (
    <div aria-hidden className="flex min-h-[calc(100dvh-49px)] flex-col">
      <div className="h-10 border-line border-b bg-panel" />
      <OverviewSkeleton />
    </div>
  );
}

/** As large as the overview. */
function OverviewSkeleton() {
  return (
    <div
      aria-hidden
      className="grid min-h-[17.5rem] border-line border-b bg-panel p-5 min-[48rem]:grid-cols-2 min-[90rem]:grid-cols-4"
    >
      {[1, 2, 3, 4].map((panel) => (
        <span key={panel} className="m-2 min-h-40 rounded-md bg-well motion-safe:animate-pulse" />
      ))}
    </div>
  );
}
