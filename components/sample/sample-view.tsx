'use client';

import dynamic from 'next/dynamic';
import { useRef, useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { refreshAfter, useJob } from '@/components/frame/use-job';
import { BAR } from '@/components/kit/bar';
import { Help } from '@/components/kit/help';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { DisplayProvider } from '@/components/map/display';
import { Legend } from '@/components/map/legend';
import { MapControls } from '@/components/map/map-controls';
import { Original } from '@/components/map/original';
import { useInstrument } from '@/components/map/use-instrument';
import { MAP_TOPICS } from '@/components/saliency/help-topics';
import { LabelChip } from '@/components/saliency/label-chip';
import { type ShownLabel, shownLabels } from '@/components/saliency/labels';
import { MapStrip } from '@/components/saliency/map-strip';
import { withPick } from '@/components/saliency/picks';
import { LabelsCell, ROW, SampleCell } from '@/components/saliency/row-cells';
import { RunnersUp } from '@/components/saliency/runners-up';
import { SampleGrid } from '@/components/saliency/sample-grid';
import { SampleMenu } from '@/components/saliency/sample-menu';
import { SizeControl } from '@/components/saliency/size-control';
import { pixelsOf } from '@/components/saliency/sizes';
import { useHeld } from '@/components/saliency/use-held';
import { useMapKeys } from '@/components/saliency/use-map-keys';
import { useNeighbours } from '@/components/saliency/use-neighbours';
import { useSaliency } from '@/components/saliency/use-saliency';
import type { SampleAnswer } from '@/lib/api/answers';
import { orderedExplainers } from '@/lib/api/explainer-order';
import { displayOf, sampleAddress } from '@/lib/api/search-params';
import { api } from '@/lib/api/urls';
import { CounterfactualStrip } from './counterfactual-strip';
import { SampleBar } from './sample-bar';

const Stage = dynamic(() => import('@/components/saliency/stage').then(({ Stage }) => Stage));

/** The maximum width of a map if all of them fit: a large window is used, and a map is never higher than the window. */
const MAX_WIDTH = 'max(20rem, min(48rem, calc((100dvh - 16rem) * min(1, var(--frame-aspect)))))';

/** One sample: one row per label with the maps of all explainers side by side, followed by its counterfactuals. */
export function SampleView({ jobKey, id }: { jobKey: string; id: number }) {
  const t = useTranslations('saliency');
  const sentence = useSentence();
  const { data: job } = useJob(jobKey);
  const [state, setState] = useSaliency();
  const { data, error } = useSWR<SampleAnswer, Error>(sampleAddress(jobKey, id, state), {
    refreshInterval: refreshAfter,
  });
  const neighbours = useNeighbours(jobKey, id, state);
  const list = useRef<HTMLDivElement>(null);
  useInstrument(list, 'page');
  useMapKeys(list);
  const showsOriginals = useHeld(' ', list);
  const [resizing, setResizing] = useState<number | null>(null);
  const display = displayOf(state);

  if (error && !data) return <Notice isPage isError title={t('notFound', { id })} detail={sentence(error)} />;
  if (!job || !data) return null;
  const { sample } = data;
  const explainers = orderedExplainers(job.explainerNames, state);
  const labels = shownLabels(sample);
  const shown: (ShownLabel | null)[] = labels.length > 0 ? labels : [null];
  const rows = { layout: 'rows', px: state.layout === 'rows' ? state.px : null } as const;
  const open = (label: number | null, on: number) =>
    void setState({ stage: id, on, pick: label === null ? state.pick : withPick(state.pick, id, label) });
  return (
    <DisplayProvider display={display} expected={sample.maps}>
      <div
        ref={list}
        data-originals={showsOriginals ? '' : undefined}
        style={{ '--map': `${resizing ?? pixelsOf(rows)}px` }}
      >
        <SampleBar jobKey={jobKey} sample={sample} neighbours={neighbours} state={state} />
        <section aria-label={t('title')} className={`${BAR} border-line border-b bg-panel`}>
          <SizeControl
            state={rows}
            explainers={explainers.length}
            onResize={setResizing}
            onChange={(px) => {
              setResizing(null);
              void setState({ layout: null, px }, { history: 'replace' });
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
        <SampleGrid
          job={job}
          explainers={explainers}
          order={state}
          onOrder={(order) => void setState(order, { history: 'replace' })}
          size={resizing ?? rows.px}
          aspect={data.aspect}
          maxColumn={MAX_WIDTH}
        >
          {shown.map((label, index) => (
            <li key={label?.id ?? 'none'} data-row className={ROW}>
              <SampleCell>
                <div className={index === 0 ? '' : 'max-mid:hidden'}>
                  <Original
                    src={api.original(jobKey, job.generation ?? '-', id)}
                    path={sample.imagePath}
                    alt={index === 0 ? t('original', { id }) : ''}
                    caption={t('original', { id })}
                  />
                </div>
              </SampleCell>
              <LabelsCell>
                <div className="flex items-start justify-between gap-1 mid:max-[80rem]:flex-col mid:max-[80rem]:items-end">
                  {label ? (
                    <LabelChip label={label} threshold={state.threshold ?? job.threshold} />
                  ) : (
                    <span className="text-muted mid:pl-2.5">{t('noLabels')}</span>
                  )}
                  <SampleMenu job={job} sample={sample} explainers={explainers} label={label?.id ?? null} />
                </div>
              </LabelsCell>
              <MapStrip
                job={job}
                sample={sample}
                explainers={explainers}
                label={label?.id ?? null}
                onOpen={(on) => open(label?.id ?? null, on)}
              />
            </li>
          ))}
        </SampleGrid>
        <div className="px-2.5 py-2 max-wide:px-0.5 max-mid:px-3">
          <RunnersUp sample={sample} isOpen isWide />
        </div>
        {sample.counterfactuals.map((counterfactual) => (
          <CounterfactualStrip key={counterfactual.label} job={job} sample={sample} counterfactual={counterfactual} />
        ))}
      </div>
      {state.stage !== null && <Stage job={job} id={state.stage} state={state} setState={setState} />}
    </DisplayProvider>
  );
}
