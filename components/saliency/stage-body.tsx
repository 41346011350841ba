'use client';

import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useDialogKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { Legend } from '@/components/map/legend';
import { heatmapAddress, MapCell } from '@/components/map/map-cell';
import { useInstrument } from '@/components/map/use-instrument';
import type { JobAnswer } from '@/lib/api/answers';
import { displayOf, type SaliencyState } from '@/lib/api/search-params';
import { StageBar } from './stage-bar';
import { StageSide } from './stage-side';
import type { StageState } from './use-stage';

interface Props {
  job: JobAnswer;
  id: number;
  state: SaliencyState;
  stage: StageState;
}

/** What is seen of the stage: a bar of controls, the large map, and beside it the original, the labels and every explainer. */
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

  // The frame is square; of one that is not, what the picture leaves free lies outside of the window.
  const [aspect, setAspect] = useState(1);
  const [wide, high] = [Math.min(1, aspect), Math.min(1, 1 / aspect)];
  const { sample, explainer, against, label } = stage;
  useDialogKeys(body, (key) => press(key, stage, () => setShowsOriginal(true)));

  return (
    <div
      ref={body}
      data-row
      data-originals={showsOriginal ? '' : undefined}
      className="flex size-full flex-col"
      style={{ '--swipe': `${swipe}%` }}
    >
      <StageBar job={job} id={id} stage={stage} swipe={swipe} onSwipe={setSwipe} />
      {stage.error && !sample && (
        <Notice isError title={inSaliency('notFound', { id })} detail={sentence(stage.error)} />
      )}
      {sample && (
        <div className="flex min-h-0 flex-1 max-wide:flex-col max-wide:overflow-y-auto">
          <div className="min-h-0 min-w-0 flex-1 p-4 max-wide:min-h-[100vw] max-wide:p-3">
            <div className="relative size-full overflow-hidden [container-type:size]">
              <div
                className="-translate-x-1/2 -translate-y-1/2 absolute top-1/2 left-1/2"
                style={{ width: `min(${100 / wide}cqw, ${100 / high}cqh)` }}
              >
                <MapCell job={job} sample={sample} explainer={explainer} label={label} onAspect={setAspect} />
                {against !== null && (
                  <>
                    <div className="absolute inset-0" style={RIGHT_OF_DIVIDER}>
                      <MapCell job={job} sample={sample} explainer={against} label={label} />
                    </div>
                    <Divider
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
      <footer className="mt-auto flex min-h-9 items-center gap-4 border-line border-t bg-panel px-5 max-wide:hidden">
        <Legend
          display={displayOf(state)}
          sources={[explainer, ...(against === null || against === explainer ? [] : [against])].map((each) => ({
            explainer: each,
            name: job.explainerNames[each],
            address: heatmapAddress(job, id, each, label),
          }))}
        />
        <span className="ml-auto truncate text-muted text-small">{t('keys')}</span>
      </footer>
    </div>
  );
}

/** Does what a key stands for; false where it stands for nothing. */
function press(key: string, stage: StageState, showOriginal: () => void): boolean {
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
    case ' ':
      showOriginal();
      return true;
    default:
      return false;
  }
}

const RIGHT_OF_DIVIDER: CSSProperties = { clipPath: 'inset(0 0 0 var(--swipe))' };

interface DividerProps {
  left: string;
  right: string;
  /** Where the picture begins in its frame: from above, and percent from the side. */
  top: string;
  side: number;
  /** Told where the divider is dragged to, percent of the width. */
  onMove(swipe: number): void;
}

/** The line between two explainers, which can be dragged, and which is on which side. */
function Divider({ left, right, top, side, onMove }: DividerProps) {
  const name = 'pointer-events-none absolute mt-2 rounded bg-black/75 px-1.5 text-small text-white';
  return (
    <>
      <div
        aria-hidden
        className="absolute inset-y-0 left-[var(--swipe)] -ml-3 flex w-6 cursor-ew-resize touch-none justify-center"
        onPointerDown={(event) => {
          event.stopPropagation();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={(event) => {
          const frame = event.currentTarget.parentElement?.getBoundingClientRect();
          if (!frame || !event.currentTarget.hasPointerCapture(event.pointerId)) return;
          onMove(Math.min(100, Math.max(0, (100 * (event.clientX - frame.left)) / frame.width)));
        }}
      >
        <span className="w-px bg-white outline outline-black/50" />
        <span className="absolute top-1/2 -mt-4 h-8 w-2.5 rounded-full border border-black/50 bg-white" />
      </div>
      <span className={name} style={{ top, left: `calc(${side}% + 8px)` }}>
        {left}
      </span>
      <span className={name} style={{ top, right: `calc(${side}% + 8px)` }}>
        {right}
      </span>
    </>
  );
}
