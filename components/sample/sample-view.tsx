'use client';

import dynamic from 'next/dynamic';
import { useQueryStates } from 'nuqs';
import { type CSSProperties, useRef, useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { refreshAfter, useJob } from '@/components/frame/use-job';
import { BAR } from '@/components/kit/bar';
import { Help } from '@/components/kit/help';
import { useKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { DisplayProvider } from '@/components/map/display';
import { Legend } from '@/components/map/legend';
import { MapControls } from '@/components/map/map-controls';
import { useInstrument } from '@/components/map/use-instrument';
import { MAP_TOPICS } from '@/components/saliency/help-topics';
import { shownLabels } from '@/components/saliency/labels';
import { chosenLabel, isMatchedByServer, parsePicks, withPick } from '@/components/saliency/picks';
import { RunnersUp } from '@/components/saliency/runners-up';
import { SampleMenu } from '@/components/saliency/sample-menu';
import { SizeControl } from '@/components/saliency/size-control';
import { pixelsOf, wellAspect } from '@/components/saliency/sizes';
import { useHeld } from '@/components/saliency/use-held';
import { useMapKeys } from '@/components/saliency/use-map-keys';
import { useNeighbours } from '@/components/saliency/use-neighbours';
import { useSaliency } from '@/components/saliency/use-saliency';
import { around } from '@/components/saliency/use-stage';
import { orderedExplainers } from '@/lib/api/explainer-order';
import type { SampleAnswer } from '@/lib/api/sample-answers';
import { sampleParams } from '@/lib/api/sample-params';
import { displayOf, sampleAddress } from '@/lib/api/search-params';
import { CounterfactualStrip } from './counterfactual-strip';
import { decidingPair } from './deciding-pair';
import { LabelChoice } from './label-choice';
import { LightTable } from './light-table';
import { SampleBar } from './sample-bar';
import { SampleNumbersSkeleton } from './sample-numbers-skeleton';

const Stage = dynamic(() => import('@/components/saliency/stage').then(({ Stage }) => Stage));
/** What is counted in the browser or asked for after the maps is loaded after them. */
const SampleNumbers = dynamic(() => import('./sample-numbers').then(({ SampleNumbers }) => SampleNumbers), {
  ssr: false,
  loading: SampleNumbersSkeleton,
});
const LabelPair = dynamic(() => import('./label-pair').then(({ LabelPair }) => LabelPair), { ssr: false });

/** One sample: its maps on a light table with what is counted from them; for a wrong prediction, what decided it; its counterfactuals. */
export function SampleView({ jobKey, id }: { jobKey: string; id: number }) {
  const t = useTranslations('saliency');
  const sentence = useSentence();
  const { data: job } = useJob(jobKey);
  const [state, setState] = useSaliency();
  const [own, setOwn] = useQueryStates(sampleParams, { history: 'replace' });
  const { data, error } = useSWR<SampleAnswer, Error>(sampleAddress(jobKey, id, state), {
    refreshInterval: refreshAfter,
  });
  const neighbours = useNeighbours(jobKey, id, state);
  const list = useRef<HTMLDivElement>(null);
  useInstrument(list, 'page');
  useMapKeys(list);
  const showsOriginals = useHeld(' ', list);
  const [resizing, setResizing] = useState<number | null>(null);
  const sample = data?.sample;
  const matched = isMatchedByServer(state) ? neighbours?.label : null;
  const label = sample ? chosenLabel(sample, parsePicks(state.pick), state, matched) : null;
  const choose = (next: number) => void setState({ pick: withPick(state.pick, id, next) }, { history: 'replace' });
  const stepLabel = (step: number) => {
    if (sample && label !== null)
      choose(
        around(
          shownLabels(sample).map((one) => one.id),
          label,
          step,
        ),
      );
  };
  useKeys({ '[': () => stepLabel(-1), ']': () => stepLabel(1) });

  if (error && !data) return <Notice isPage isError title={t('notFound', { id })} detail={sentence(error)} />;
  if (!job || !sample) return null;
  const display = displayOf(state);
  const explainers = orderedExplainers(job.explainerNames, state);
  const table = { layout: 'table', px: state.px } as const;
  const size = resizing ?? (typeof state.px === 'number' ? pixelsOf(table) : null);
  const pair = decidingPair(sample, own.pair);
  const open = (on: number, against: number | null = null) =>
    void setState({ stage: id, on, against, pick: label === null ? state.pick : withPick(state.pick, id, label) });
  return (
    <DisplayProvider display={display} expected={sample.maps}>
      <div
        ref={list}
        data-originals={showsOriginals ? '' : undefined}
        style={{ '--frame-aspect': wellAspect(data.aspect) } as CSSProperties}
      >
        <SampleBar jobKey={jobKey} sample={sample} neighbours={neighbours} state={state} />
        <section aria-label={t('title')} className={`${BAR} border-line border-b bg-panel`}>
          <SizeControl
            state={table}
            explainers={explainers.length}
            onResize={setResizing}
            onChange={(px) => {
              setResizing(null);
              void setState({ px }, { history: 'replace' });
            }}
          />
          <MapControls display={display} onChange={(change) => setState(change, { history: 'replace' })} />
          <div className="ml-auto flex shrink-0">
            <Help topic={[...MAP_TOPICS, 'counterfactual']} />
          </div>
        </section>
        <div className="flex px-5 pt-2 max-wide:px-3">
          <Legend display={display} />
        </div>
        <div className="min-[100rem]:grid min-[100rem]:grid-cols-[minmax(0,1fr)_clamp(30rem,26vw,40rem)]">
          <div className="min-w-0 px-5 py-3 max-wide:px-3">
            <div className="mb-3 flex items-start justify-between gap-2">
              <LabelChoice job={job} sample={sample} chosen={label} onChoose={choose} />
              <SampleMenu job={job} sample={sample} explainers={explainers} label={label} />
            </div>
            <LightTable {...{ job, sample, explainers, label, size }} onOpen={open} />
            <div className="-mx-2.5 pt-2 max-mid:mx-0">
              <RunnersUp sample={sample} isOpen isWide />
            </div>
          </div>
          <SampleNumbers
            job={job}
            sample={sample}
            explainers={explainers}
            label={label}
            measure={own.matrix}
            onMeasure={(matrix) => void setOwn({ matrix })}
            onOpen={open}
          />
        </div>
        {pair && (
          <LabelPair
            {...{ job, sample, pair, explainers, size }}
            by={own.by}
            onBy={(by) => void setOwn({ by })}
            onPair={(chosen) => void setOwn({ pair: chosen })}
          />
        )}
        {sample.counterfactuals.map((counterfactual) => (
          <CounterfactualStrip key={counterfactual.label} job={job} sample={sample} counterfactual={counterfactual} />
        ))}
      </div>
      {state.stage !== null && <Stage job={job} id={state.stage} state={state} setState={setState} />}
    </DisplayProvider>
  );
}
