'use client';

import { useQueryStates } from 'nuqs';
import { useRef } from 'react';
import { useTranslations } from 'use-intl';
import { useJob } from '@/components/frame/use-job';
import { Button } from '@/components/kit/button';
import { Footer } from '@/components/kit/footer';
import { useKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { Pagination } from '@/components/kit/pagination';
import { useSentence } from '@/components/kit/sentence';
import { News } from '@/components/saliency/news';
import { useLiveSamples } from '@/components/saliency/use-live-samples';
import {
  COUNTERFACTUAL_PAGE_SIZE,
  type CounterfactualState,
  counterfactualParams,
  counterfactualRequestOf,
  serializeCounterfactualParams,
} from '@/lib/api/counterfactual-params';
import { pages } from '@/lib/api/urls';
import { FilterBar } from './filter-bar';
import { NoCounterfactuals } from './no-counterfactuals';
import { SampleStrip, StripSkeleton } from './sample-strip';
import { byConfidence, chosenCounterfactual, neighbour, stepNumber } from './steps';
import { Story } from './story';
import { useChosenSample } from './use-chosen-sample';

/** A newly selected sample opens with its most probable label and its last layer. */
const OTHER_SAMPLE = { of: null, layer: null };
const OTHER_PAGE = { sample: null, ...OTHER_SAMPLE };

/** The counterfactuals of a job: a strip of samples on the left, the selected one on the right. */
export function CounterfactualView({ jobKey }: { jobKey: string }) {
  const t = useTranslations('counterfactual');
  const sentence = useSentence();
  const app = useTranslations('app');
  const { data: job } = useJob(jobKey);
  const [state, setState] = useQueryStates(counterfactualParams, { history: 'push' });
  const request = counterfactualRequestOf(state);
  const { page, error, isPending, show, retry } = useLiveSamples(jobKey, request);
  const { sample, error: sampleError } = useChosenSample(jobKey, page?.samples, state);
  const strip = useRef<HTMLDivElement>(null);

  const samples = page?.samples ?? [];
  const counterfactual = sample ? chosenCounterfactual(sample, state.of, state.label) : null;
  const steps = (counterfactual?.layers.length ?? 0) + 1;
  const ids = samples.map(({ id }) => id);
  const labels = sample ? byConfidence(sample).map(({ label }) => label) : [];
  const addressOf = (change: Partial<CounterfactualState>) =>
    serializeCounterfactualParams(pages.counterfactual(jobKey), { ...state, ...change });

  const goToPage = (number: number) => void setState({ page: number, ...OTHER_PAGE });
  const goToSample = (id: number | undefined) => {
    if (id === undefined) return;
    void setState({ sample: id, ...OTHER_SAMPLE });
    strip.current?.querySelector(`[data-sample="${id}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  };
  const step = stepNumber(state.layer, steps);
  const goToStep = (number: number) => {
    const wanted = stepNumber(number, steps);
    void setState({ layer: wanted === steps - 1 ? null : wanted }, { history: 'replace' });
  };
  const goToFiner = () => goToStep(step + 1);
  const goToCoarser = () => goToStep(step - 1);
  const goToLabel = (label: number | undefined) => {
    if (label !== undefined) void setState({ of: label, layer: null });
  };
  const label = counterfactual?.label ?? -1;
  useKeys({
    j: () => sample && goToSample(neighbour(ids, sample.id, 1)),
    k: () => sample && goToSample(neighbour(ids, sample.id, -1)),
    ArrowRight: goToFiner,
    ArrowLeft: goToCoarser,
    ']': () => goToLabel(neighbour(labels, label, 1)),
    '[': () => goToLabel(neighbour(labels, label, -1)),
    b: () => void setState(({ boxes }) => ({ boxes: !boxes }), { history: 'replace' }),
    n: () => page && request.page < page.pages && goToPage(request.page + 1),
    p: () => request.page > 1 && goToPage(request.page - 1),
  });

  if (!job) return null;
  const from = (request.page - 1) * request.limit + 1;
  return (
    <div className="flex min-h-[calc(100dvh-49px)] flex-col wide:h-[calc(100dvh-49px)]">
      <h1 className="sr-only">{t('title')}</h1>
      <FilterBar
        job={job}
        state={state}
        onFilter={(change) => setState({ ...change, page: null, ...OTHER_PAGE })}
        onGoTo={goToSample}
      />
      {error && !page ? (
        <div className="flex-1">
          <Notice isError title={t('failed')} detail={sentence(error)}>
            <Button onPress={retry}>{app('retry')}</Button>
          </Notice>
        </div>
      ) : page && samples.length === 0 && page.state !== 'loading' ? (
        <div className="flex-1">
          <NoCounterfactuals
            job={job}
            state={state}
            page={page}
            onAllLabels={() => setState({ label: null, page: null })}
            onEmpty={() => setState({ empty: true, page: null })}
            onLastPage={() => goToPage(page.pages)}
          />
        </div>
      ) : (
        <div
          aria-busy={isPending}
          className={`min-h-0 flex-1 wide:grid wide:grid-cols-[15.5rem_1fr] min-[120rem]:grid-cols-[23rem_1fr] transition-opacity ${isPending ? 'opacity-60' : ''}`}
        >
          <div ref={strip} className="border-line wide:overflow-y-auto wide:border-r max-wide:border-b">
            {samples.length === 0 ? (
              <StripSkeleton samples={COUNTERFACTUAL_PAGE_SIZE} />
            ) : (
              <SampleStrip
                job={job}
                samples={samples}
                chosen={sample?.id ?? null}
                filter={state.label}
                href={(id) => addressOf({ sample: id, ...OTHER_SAMPLE })}
                onChoose={goToSample}
              />
            )}
          </div>
          <div className="min-w-0 wide:overflow-y-auto">
            {sample ? (
              <Story
                job={job}
                sample={sample}
                counterfactual={counterfactual}
                layer={state.layer}
                hasBoxes={state.boxes}
                previous={neighbour(ids, sample.id, -1)}
                next={neighbour(ids, sample.id, 1)}
                link={addressOf({ sample: sample.id, of: counterfactual?.label ?? null, layer: step })}
                onSample={goToSample}
                onLabel={goToLabel}
                onStep={goToStep}
                onBoxes={(boxes) => setState({ boxes }, { history: 'replace' })}
              />
            ) : sampleError ? (
              <Notice isError title={t('notFound', { id: state.sample ?? 0 })} detail={sentence(sampleError)}>
                <Button onPress={() => setState(OTHER_PAGE)}>{t('firstOfPage')}</Button>
              </Notice>
            ) : (
              <div aria-hidden className="p-5 max-wide:p-3">
                <div className="mt-11 aspect-square max-w-[28rem] animate-pulse rounded-md bg-well" />
              </div>
            )}
          </div>
        </div>
      )}
      <Footer
        from={from}
        to={samples.length === 0 ? 0 : from + samples.length - 1}
        total={page?.total ?? 0}
        note={<News news={page?.news ?? 0} isReordered={page?.isReordered ?? false} onShow={show} />}
      >
        <Pagination
          page={request.page}
          pages={page?.pages ?? 1}
          href={(number) => addressOf({ page: number, ...OTHER_PAGE })}
          onGo={goToPage}
        />
      </Footer>
    </div>
  );
}
