'use client';

import { SquareCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useSentence } from '@/components/kit/sentence';
import { Legend } from '@/components/map/legend';
import { MarkButton } from '@/components/marks/mark-button';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SamplesAnswer } from '@/lib/api/sample-answers';
import { displayOf, type SaliencyState } from '@/lib/api/search-params';
import { News } from './news';

interface Props {
  job: JobAnswer;
  state: SaliencyState;
  /** Undefined while it is loading. */
  answer: SamplesAnswer | undefined;
  /** Whether the order or the filter rests on numbers of which some are not there yet. */
  isDraft: boolean;
  explainer: number;
  /** Matching samples that are not on the wall yet. */
  news: number;
  onNews(): void;
  /** Ids of the selected samples. */
  selected: ReadonlySet<number>;
  /** Whether a click selects. */
  isSelecting: boolean;
  /** Why samples could not be selected. */
  failure: Error | null;
  onSelecting(isSelecting: boolean): void;
  onClear(): void;
}

/** How many samples are on the wall and how their maps are displayed; or how many are selected, and what can be done with them. */
export function WallFooter({
  job,
  state,
  answer,
  isDraft,
  explainer,
  news,
  onNews,
  selected,
  isSelecting,
  failure,
  onSelecting,
  onClear,
}: Props) {
  const t = useTranslations('saliency');
  const sentence = useSentence();
  return (
    <footer className="sticky bottom-0 z-20 border-line border-t bg-panel">
      <div className="flex min-h-12 items-center gap-4 px-5 py-1.5 max-wide:gap-2 max-wide:px-3">
        <span className="whitespace-nowrap text-muted" role="status">
          {selected.size > 0
            ? t('selected', { count: selected.size })
            : t('wallCount', { count: answer?.total ?? 0, total: answer?.sampleCount ?? 0 })}
        </span>
        {selected.size > 0 ? (
          <>
            <MarkButton target={{ ids: [...selected] }} count={selected.size} />
            <Button look="ghost" onPress={onClear}>
              {t('clearSelection')}
            </Button>
          </>
        ) : (
          <Legend display={displayOf(state)} sources={[{ explainer, name: job.explainerNames[explainer] }]} />
        )}
        {failure && (
          <span role="alert" className="text-bad">
            {sentence(failure)}
          </span>
        )}
        {isDraft && answer && <span className="text-fn">{t('notFinal', answer.survey)}</span>}
        <News news={news} isReordered={false} onShow={onNews} />
        <span className="ml-auto whitespace-nowrap text-muted text-small max-wide:hidden">
          {t(selected.size > 0 || isSelecting ? 'selectHelp' : 'holdSpace')}
        </span>
        <span className="flex max-wide:ml-auto">
          <Button
            look={isSelecting ? 'plain' : 'ghost'}
            aria-pressed={isSelecting}
            title={t('selectTiles')}
            isSquare
            onPress={() => onSelecting(!isSelecting)}
          >
            <SquareCheck size={14} aria-hidden />
          </Button>
        </span>
      </div>
    </footer>
  );
}
