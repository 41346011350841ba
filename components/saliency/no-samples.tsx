'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Notice } from '@/components/kit/notice';
import type { JobAnswer, SamplesAnswer } from '@/lib/api/answers';
import type { SaliencyState } from '@/lib/api/search-params';

/** The parts of the filter, by their names in the state. */
const PARTS = ['types', 'labels', 'confidence', 'uncertainty', 'truth', 'predicted'] as const;
type Part = (typeof PARTS)[number];

interface Props {
  job: JobAnswer;
  state: SaliencyState;
  page: SamplesAnswer;
  onClear(names: (Part | 'page')[]): void;
  onLastPage(): void;
}

/** Explains why no sample is shown, with buttons that clear parts of the filter. */
export function NoSamples({ job, state, page, onClear, onLastPage }: Props) {
  const t = useTranslations('saliency');
  const inPages = useTranslations('pages');
  const inFilter = useTranslations('filter');
  if (page.total > 0) {
    return (
      <Notice title={inPages('pastEnd', { page: page.page })}>
        <Button onPress={onLastPage}>{inPages('toLastPage')}</Button>
      </Notice>
    );
  }
  if (page.sampleCount === 0) {
    const why = job.size === 0 ? 'emptyFile' : job.state === 'live' ? 'emptyLive' : 'emptyComplete';
    const isWaiting = job.state === 'loading' || job.state === 'live' || job.state === 'stalled';
    const title = job.message ? 'emptyBroken' : isWaiting ? 'empty' : 'emptyDone';
    return <Notice title={t(title)} detail={job.message ? undefined : t(why)} />;
  }
  const nameOf = (id: number) => job.labelCounts.find((label) => label.id === id)?.name ?? `#${id}`;
  const names = state.labels.map(nameOf);
  const range = (part: 'confidence' | 'uncertainty') => state[part] && `${inFilter(part)} ${state[part].join('–')}`;
  const set = PARTS.filter((part) => {
    const value = state[part];
    return Array.isArray(value) ? value.length > 0 : value !== null;
  });
  const { truth, predicted } = state;
  const what = [
    names.join(', '),
    state.types.join(', '),
    range('confidence'),
    range('uncertainty'),
    truth !== null && inFilter('truthIs', { label: nameOf(truth) }),
    predicted !== null &&
      (predicted === 'none' ? inFilter('predictedNothing') : inFilter('predictedIs', { label: nameOf(predicted) })),
  ]
    .filter(Boolean)
    .join(' · ');
  return (
    <Notice title={what === '' ? t('noMatch') : t('noMatchOf', { what })}>
      {set.map((part) => (
        <Button key={part} onPress={() => onClear([part, 'page'])}>
          {t(`clear_${part}`)}
        </Button>
      ))}
      {set.length > 1 && <Button onPress={() => onClear([...set, 'page'])}>{t('clearAll')}</Button>}
    </Notice>
  );
}
