'use client';

import { ChevronLeft, ChevronRight, X } from 'lucide-react';
import { type CSSProperties, useRef, useState } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Choice } from '@/components/kit/choice';
import { useDialogKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { Select } from '@/components/kit/select';
import { useSentence } from '@/components/kit/sentence';
import { Legend } from '@/components/map/legend';
import { heatmapAddress, MapCell } from '@/components/map/map-cell';
import { useInstrument } from '@/components/map/use-instrument';
import { wellAspect } from '@/components/saliency/sizes';
import { StageDivider } from '@/components/saliency/stage-divider';
import type { CompareAnswer, CompareSamplesAnswer } from '@/lib/api/compare-answers';
import { type CompareState, LOOKS } from '@/lib/api/compare-params';
import { displayOf } from '@/lib/api/search-params';
import { DifferenceCell, DifferenceLegend } from './difference-cell';
import { StageSide } from './stage-side';
import { type Jobs, type SetCompare, useComparedSample } from './use-compare';

interface Props {
  jobs: Jobs;
  /** Id in A of the sample on the stage. */
  id: number;
  /** The page behind it, whose samples the arrows walk through. */
  page: CompareSamplesAnswer | undefined;
  maps: CompareAnswer['maps'];
  state: CompareState;
  setState: SetCompare;
}

/** The map of A and that of B as large as the window, with a divider between them, or their difference. */
export function CompareStage(props: Props) {
  const t = useTranslations('compare.stage');
  const { id, setState } = props;
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(isOpen) => !isOpen && void setState({ stage: null })}
      className="fixed inset-0 z-50 bg-page"
    >
      <Modal className="size-full">
        <Dialog aria-label={t('label', { id })} className="size-full outline-none">
          <StageBody {...props} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function StageBody({ jobs, id, page, maps, state, setState }: Props) {
  const t = useTranslations('compare.stage');
  const inStage = useTranslations('stage');
  const inSaliency = useTranslations('saliency');
  const sentence = useSentence();
  const body = useRef<HTMLDivElement>(null);
  const [swipe, setSwipe] = useState(50);
  useInstrument(body, 'row', 'always');
  const place = page?.samples.findIndex((each) => each.a.sample.id === id) ?? -1;
  const alone = useComparedSample(state, page && place === -1 ? id : null);
  const item = place === -1 ? alone.data?.samples[0] : page?.samples[place];
  const explainers = page?.explainers ?? alone.data?.explainers ?? [];
  const name = explainers.find((each) => each === state.on) ?? explainers[0];
  const aspect = page?.aspect ?? alone.data?.aspect ?? 1;
  const well = wellAspect(aspect);
  const show = (step: number) => {
    const next = page?.samples[place + step];
    if (place !== -1 && next) void setState({ stage: next.a.sample.id }, { history: 'replace' });
  };
  const stepExplainer = (step: number) => {
    const next = explainers[explainers.indexOf(name) + step];
    if (next !== undefined) void setState({ on: next }, { history: 'replace' });
  };
  const setLook = (look: CompareState['look']) => void setState({ look }, { history: 'replace' });
  useDialogKeys(body, (key) => {
    if (key === 'ArrowLeft') show(-1);
    else if (key === 'ArrowRight') show(1);
    else if (key === 'ArrowUp') stepExplainer(-1);
    else if (key === 'ArrowDown') stepExplainer(1);
    else if (key === '[') setSwipe((old) => Math.max(0, old - 10));
    else if (key === ']') setSwipe((old) => Math.min(100, old + 10));
    else if (key === 'd') setLook(state.look === 'swipe' ? 'difference' : 'swipe');
    else return false;
    return true;
  });
  const inBoth = [jobs.a, jobs.b].map((job) => job.explainerNames.indexOf(name ?? '')) as [number, number];
  const difference = item && {
    jobs,
    a: item.a.sample,
    b: item.b.sample,
    explainers: inBoth,
    labels: [item.a.label, item.b.label] as const,
  };
  return (
    <div
      ref={body}
      data-row
      className="flex size-full flex-col"
      style={{ '--swipe': `${swipe}%`, '--frame-aspect': well } as CSSProperties}
    >
      <div className="fade-edges flex min-h-12 shrink-0 items-center gap-x-3 overflow-x-auto border-line border-b bg-panel px-5 [scrollbar-width:none] max-wide:px-3">
        <h2 className="whitespace-nowrap font-semibold"># {id}</h2>
        <Button look="ghost" isSquare title={inStage('previous')} isDisabled={place <= 0} onPress={() => show(-1)}>
          <ChevronLeft size={15} aria-hidden />
        </Button>
        <Button
          look="ghost"
          isSquare
          title={inStage('next')}
          isDisabled={place === -1 || place + 1 >= (page?.samples.length ?? 0)}
          onPress={() => show(1)}
        >
          <ChevronRight size={15} aria-hidden />
        </Button>
        {name !== undefined && (
          <Select
            label={inStage('explainer')}
            value={name}
            options={explainers.map((value) => ({ value, label: value }))}
            onChange={(on) => void setState({ on }, { history: 'replace' })}
          />
        )}
        <Choice
          label={t('look')}
          value={state.look}
          options={LOOKS.map((value) => ({ value, label: t(value) }))}
          onChange={setLook}
        />
        <span className="ml-auto">
          <Button look="ghost" isSquare title={inStage('close')} onPress={() => void setState({ stage: null })}>
            <X size={16} aria-hidden />
          </Button>
        </span>
      </div>
      {alone.error && !item && <Notice isError title={inSaliency('notFound', { id })} detail={sentence(alone.error)} />}
      {alone.data && !item && <Notice title={t('notCompared', { id })} />}
      {item && name !== undefined && difference && (
        <div className="flex min-h-0 flex-1 max-mid:flex-col max-mid:overflow-y-auto">
          <div className="min-h-0 min-w-0 flex-1 p-4 max-mid:min-h-72 max-mid:p-3">
            <div className="relative size-full overflow-hidden [container-type:size]">
              <div
                className="-translate-x-1/2 -translate-y-1/2 absolute top-1/2 left-1/2"
                style={{ width: `min(100cqw, ${100 * well}cqh)` }}
              >
                {state.look === 'difference' ? (
                  <DifferenceCell {...difference} />
                ) : (
                  <>
                    <MapCell
                      job={jobs.a}
                      sample={item.a.sample}
                      explainer={inBoth[0]}
                      label={item.a.label}
                      prefix="A: "
                    />
                    <div className="absolute inset-0" style={RIGHT_OF_DIVIDER}>
                      <MapCell
                        job={jobs.b}
                        sample={item.b.sample}
                        explainer={inBoth[1]}
                        pool={inBoth[0]}
                        label={item.b.label}
                        prefix="B: "
                      />
                    </div>
                    <StageDivider left="A" right="B" top="0%" side={0} onMove={setSwipe} />
                  </>
                )}
              </div>
            </div>
          </div>
          <StageSide jobs={jobs} item={item} name={name} maps={maps} />
        </div>
      )}
      <footer className="mt-auto flex min-h-9 shrink-0 flex-wrap items-center gap-4 border-line border-t bg-panel px-5 max-wide:px-3 max-wide:py-1.5">
        {difference && state.look === 'difference' ? (
          <DifferenceLegend {...difference} display={displayOf(state)} />
        ) : (
          item && (
            <Legend
              display={displayOf(state)}
              sources={[
                {
                  explainer: inBoth[0],
                  name: 'A',
                  address: heatmapAddress(jobs.a, item.a.sample.id, inBoth[0], item.a.label),
                },
                {
                  explainer: inBoth[0],
                  name: 'B',
                  address: heatmapAddress(jobs.b, item.b.sample.id, inBoth[1], item.b.label),
                },
              ]}
            />
          )
        )}
        <span className="ml-auto truncate text-muted text-small max-[75rem]:hidden">{t('keys')}</span>
      </footer>
    </div>
  );
}

const RIGHT_OF_DIVIDER: CSSProperties = { clipPath: 'inset(0 0 0 var(--swipe))' };
