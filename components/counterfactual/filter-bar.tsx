'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { BAR } from '@/components/kit/bar';
import { Help } from '@/components/kit/help';
import { NumberBox } from '@/components/kit/number-box';
import { Select } from '@/components/kit/select';
import type { CounterfactualState } from '@/lib/api/counterfactual-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import { isolated } from '@/lib/i18n/isolate';

const ALL = 'all';
const HIDDEN = 'hidden';
const SHOWN = 'shown';

interface Props {
  job: JobAnswer;
  state: CounterfactualState;
  /** Changes the filter and goes to the first page. */
  onFilter(change: { label?: number | null; empty?: boolean }): void;
  onGoTo(sample: number): void;
}

/** The controls that filter the samples, in one line. */
export function FilterBar({ job, state, onFilter, onGoTo }: Props) {
  const t = useTranslations('counterfactual');
  const inFilter = useTranslations('filter');
  const format = useFormatter();
  const countOf = ({ samples, counterfactuals }: JobAnswer['labelCounts'][number]) =>
    state.empty ? samples : counterfactuals;
  const labels = job.labelCounts
    .filter((label) => countOf(label) > 0 || label.id === state.label)
    .sort((a, b) => countOf(b) - countOf(a) || a.id - b.id);
  const isUnknown = state.label !== null && !labels.some(({ id }) => id === state.label);
  const options = [
    { value: ALL, label: t('allLabels', { count: labels.length }) },
    ...labels.map((label) => ({
      value: String(label.id),
      label: `${isolated(label.name)} · ${format.number(countOf(label))}`,
    })),
    ...(isUnknown ? [{ value: String(state.label), label: `#${state.label}` }] : []),
  ];
  return (
    <section aria-label={inFilter('label')} className={`${BAR} border-line border-b bg-panel`}>
      <div className="flex min-w-40 items-center gap-2">
        <span className="text-muted">{t('label')}</span>
        <Select
          label={t('labelFilter')}
          value={state.label === null ? ALL : String(state.label)}
          options={options}
          onChange={(value) => onFilter({ label: value === ALL ? null : Number(value) })}
        />
      </div>
      <div className="flex shrink-0 items-center gap-2">
        <span className="whitespace-nowrap text-muted">{t('withoutLayers')}</span>
        <Select
          label={t('withoutLayers')}
          value={state.empty ? SHOWN : HIDDEN}
          options={[
            { value: HIDDEN, label: t('hidden') },
            { value: SHOWN, label: t('shown') },
          ]}
          onChange={(value) => onFilter({ empty: value === SHOWN })}
        />
      </div>
      <NumberBox label={inFilter('goToSample')} placeholder="#" onEnter={onGoTo} />
      <span className="ml-auto shrink-0">
        <Help topic={['counterfactual', 'evidenceCurve', 'confidence']} />
      </span>
    </section>
  );
}
