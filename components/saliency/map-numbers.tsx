'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Select } from '@/components/kit/select';
import { useSentence } from '@/components/kit/sentence';
import { MAP_NUMBERS, type MapNumber, MEASURE_NAMES } from '@/lib/api/choices';
import type { JobAnswer } from '@/lib/api/job-answers';
import { type FilterState, facetsRequestOf } from '@/lib/api/search-params';
import { NumberBrush } from './number-brush';
import { useDistributions } from './use-distributions';

/** The numbers of all explainers. */
const ALL = '';

interface Props {
  job: JobAnswer;
  state: FilterState;
  onFilter(change: Partial<{ [P in keyof FilterState]: FilterState[P] | null }>): void;
}

/** Ranges of what is counted from the maps: how the matching labels are distributed, of an explainer or of all. */
export function MapNumbers({ job, state, onFilter }: Props) {
  const t = useTranslations('filter.numbers');
  const saliency = useTranslations('saliency');
  const app = useTranslations('app');
  const sentence = useSentence();
  const { mapsOf, measure } = state;
  const { data, error, retry } = useDistributions(job.key, {
    ...facetsRequestOf(state),
    explainer: mapsOf ?? undefined,
    measure: measure === 'rho' ? undefined : measure,
  });
  const why = (number: MapNumber) => {
    if (number === 'agreement' && job.explainerNames.length < 2) return t('lacks.agreement');
    return number === 'evidence' && !job.views.counterfactual ? t('lacks.evidence') : null;
  };
  return (
    <section aria-label={t('title')} className="flex w-90 max-w-full flex-col gap-3 border-line border-t pt-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <span className="flex min-w-0 items-center gap-2">
          <span className="text-muted">{t('of')}</span>
          <Select
            label={t('of')}
            value={mapsOf ?? ALL}
            options={[
              { value: ALL, label: t('all') },
              ...job.explainerNames.map((name) => ({ value: name, label: name })),
            ]}
            onChange={(name) => onFilter({ mapsOf: name === ALL ? null : name })}
          />
        </span>
        <span className="flex items-center gap-2">
          <span className="text-muted">{t('measure')}</span>
          <Select
            label={t('measure')}
            value={measure}
            options={MEASURE_NAMES.map((value) => ({ value, label: t(`measures.${value}`) }))}
            onChange={(value) => onFilter({ measure: value, agreement: null })}
          />
        </span>
      </div>
      {error && (
        <p role="alert" className="flex items-center gap-2 text-bad">
          <span className="min-w-0 [overflow-wrap:anywhere]">{sentence(error)}</span>
          <Button className="ml-auto" onPress={retry}>
            {app('retry')}
          </Button>
        </p>
      )}
      {MAP_NUMBERS.map((number) => (
        <NumberBrush
          key={number}
          number={number}
          unit={number === 'agreement' ? t(`agreementUnit.${measure}`) : t(`unit.${number}`)}
          distribution={data?.[number] ?? null}
          lacks={why(number)}
          range={state[number]}
          onChange={(range) => onFilter({ [number]: range })}
        />
      ))}
      <p className="text-muted text-small" role="status">
        {data && data.surveyed < data.total && (
          <strong className="mr-1 font-semibold text-fn">
            {saliency('notFinal', { surveyed: data.surveyed, total: data.total })}
          </strong>
        )}
        {t('help')}
      </p>
    </section>
  );
}
