'use client';

import dynamic from 'next/dynamic';
import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useDialogKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { Legend } from '@/components/map/legend';
import { heatmapAddress, MapCell } from '@/components/map/map-cell';
import { useInstrument } from '@/components/map/use-instrument';
import type { JobAnswer } from '@/lib/api/job-answers';
import { displayOf, type SaliencyState } from '@/lib/api/search-params';
import { wellAspect } from './sizes';
import { StageBar } from './stage-bar';
import { StageDivider } from './stage-divider';
import { StageSide } from './stage-side';
import type { StageState } from './use-stage';

const StageAgreement = dynamic(() => import('./stage-agreement').then(({ StageAgreement }) => StageAgreement));
const KeysList = dynamic(() => import('@/components/palette/keys-list').then(({ KeysList }) => KeysList));

interface Props {
  job: JobAnswer;
  id: number;
  state: SaliencyState;
  stage: StageState;
}

/** The content of the stage: a bar of controls, the large map, and beside it the original, the labels and all explainers. */
export function StageBody({ job, id, state, stage }: Props) {
  const t = useTranslations('stage');
  const sentence = useSentence();
  const inSaliency = useTranslations('saliency');
  const body = useRef<HTMLDivElement>(null);
  const [swipe, setSwipe] = useState(50);
  const [showsOriginal, setShowsOriginal] = useState(false);
  useEffect(() => {
    const onKeyUp = (event: KeyboardEvent) => event.key === ' ' && setShowsOriginal(false);
    document.addEventListener('keyup', onKeyUp);
    return () => document.removeEventListener('keyup', onKeyUp);
  }, []);
  useInstrument(body, 'row', 'always');

  // Parts of the frame without picture are outside the window.
  const well = wellAspect(stage.aspect);
  const [loaded, setLoaded] = useState<number | null>(null);
  const aspect = loaded ?? stage.aspect ?? 1;
  const [wide, high] = [Math.min(1, aspect / well), Math.min(1, well / aspect)];
  const { sample, explainer, against, label } = stage;
  const [showsKeys, setShowsKeys] = useState(false);
  useDialogKeys(body, (key) => {
    if (key === ' ') setShowsOriginal(true);
    else if (key === '?') setShowsKeys(true);
    else return press(key, stage);
    return true;
  });

  return (
    <div
      ref={body}
      data-row
      data-originals={showsOriginal ? '' : undefined}
      className="flex size-full flex-col"
      style={{ '--swipe': `${swipe}%`, '--frame-aspect': well }}
    >
      <StageBar job={job} id={id} stage={stage} swipe={swipe} onSwipe={setSwipe}>
        {sample && against !== null && against !== explainer && label !== null && (
          <StageAgreement job={job} sample={sample} label={label} explainers={[explainer, against]} />
        )}
      </StageBar>
      {stage.error && !sample && (
        <Notice isError title={inSaliency('notFound', { id })} detail={sentence(stage.error)} />
      )}
      {sample && (
        <div className="flex min-h-0 flex-1 max-mid:flex-col max-mid:overflow-y-auto">
          <div className="min-h-0 min-w-0 flex-1 p-4 max-mid:min-h-64 max-mid:p-3">
            <div className="relative size-full overflow-hidden [container-type:size]">
              <div
                className="-translate-x-1/2 -translate-y-1/2 absolute top-1/2 left-1/2"
                style={{ width: `min(${100 / wide}cqw, ${(100 * well) / high}cqh)` }}
              >
                <MapCell job={job} sample={sample} explainer={explainer} label={label} onAspect={setLoaded} />
                {against !== null && (
                  <>
                    <div className="absolute inset-0" style={RIGHT_OF_DIVIDER}>
                      <MapCell job={job} sample={sample} explainer={against} label={label} />
                    </div>
                    <StageDivider
                      left={job.explainerNames[explainer]}
                      right={job.explainerNames[against]}
                      top={`${50 * (1 - high)}%`}
                      side={50 * (1 - wide)}
                      onMove={setSwipe}
                    />
                  </>
                )}
              </div>
            </div>
          </div>
          <StageSide job={job} sample={sample} stage={stage} />
        </div>
      )}
      <footer className="mt-auto flex min-h-9 shrink-0 items-center gap-4 border-line border-t bg-panel px-5 max-wide:px-3 max-wide:py-1.5">
        <Legend
          display={displayOf(state)}
          sources={[explainer, ...(against === null || against === explainer ? [] : [against])].map((each) => ({
            explainer: each,
            name: job.explainerNames[each],
            address: heatmapAddress(job, id, each, label),
          }))}
        />
        <span className="ml-auto truncate text-muted text-small max-[75rem]:hidden">{t('keys')}</span>
      </footer>
      {showsKeys && <KeysList onClose={() => setShowsKeys(false)} />}
    </div>
  );
}

/** Handles a key; false if it has no meaning here. */
function press(key: string, stage: StageState): boolean {
  switch (key) {
    case 'ArrowLeft':
      stage.showPrevious();
      return true;
    case 'ArrowRight':
      stage.showNext();
      return true;
    case 'ArrowUp':
      stage.stepExplainer(-1);
      return true;
    case 'ArrowDown':
      stage.stepExplainer(1);
      return true;
    case '[':
      stage.stepLabel(-1);
      return true;
    case ']':
      stage.stepLabel(1);
      return true;
    case 's':
      stage.toggleAgainst();
      return true;
    default:
      return false;
  }
}

const RIGHT_OF_DIVIDER: CSSProperties = { clipPath: 'inset(0 0 0 var(--swipe))' };
