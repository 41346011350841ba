'use client';

import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Select } from '@/components/kit/select';
import { Slider } from '@/components/kit/slider';
import type { JobAnswer } from '@/lib/api/answers';
import type { SampleSortBy } from '@/lib/api/requests';
import type { SaliencyState } from '@/lib/api/search-params';
import { ExplainerFilter } from './explainer-filter';
import { GoToSample } from './go-to-sample';
import { LabelFilter } from './label-filter';
import { TypeFilter } from './type-filter';

interface Props {
  job: JobAnswer;
  state: SaliencyState;
  /** Changes what is asked for: begins at the first page. */
  onFilter(change: Partial<{ [K in keyof SaliencyState]: SaliencyState[K] | null }>): void;
  /** Changes only how it is shown. */
  onDisplay(change: { hide?: number[]; blend?: number }): void;
  /** While a slider is being moved. */
  onBlend(blend: number): void;
  blend: number;
}

/** The slim row of controls over the samples. */
export function FilterBar({ job, state, onFilter, onDisplay, onBlend, blend }: Props) {
  const t = useTranslations('filter');
  const sorts: SampleSortBy[] = job.uncertainty ? ['confidence', 'uncertainty', 'id'] : ['confidence', 'id'];
  const isDescending = state.order === 'desc';
  const Arrow = isDescending ? ArrowDown : ArrowUp;
  const direction = t(isDescending ? 'descending' : 'ascending');
  return (
    <section
      aria-label={t('label')}
      className="flex flex-wrap items-center gap-x-5 gap-y-2 border-line border-b bg-panel px-5 py-2.5 max-wide:px-3"
    >
      <ExplainerFilter names={job.explainerNames} hidden={state.hide} onChange={(hide) => onDisplay({ hide })} />
      <LabelFilter labels={job.labelCounts} chosen={state.labels} onChange={(labels) => onFilter({ labels })} />
      <TypeFilter labels={job.labelCounts} chosen={state.types} onChange={(types) => onFilter({ types })} />
      <div className="flex items-center gap-2">
        <span className="text-muted">{t('sort')}</span>
        <Select
          label={t('sort')}
          value={state.sort}
          options={sorts.map((sort) => ({ value: sort, label: t(sort) }))}
          onChange={(sort) => onFilter({ sort })}
        />
        <Button
          isSquare
          title={t('direction', { direction })}
          onPress={() => onFilter({ order: isDescending ? 'asc' : 'desc' })}
        >
          <Arrow size={14} aria-hidden />
        </Button>
      </div>
      <Slider
        label={t('blend')}
        value={blend}
        onChange={onBlend}
        onChangeEnd={(value) => onDisplay({ blend: value })}
      />
      <GoToSample jobKey={job.key} />
    </section>
  );
}
