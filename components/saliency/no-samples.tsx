'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Notice } from '@/components/kit/notice';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SamplesAnswer } from '@/lib/api/sample-answers';
import type { FilterState, SaliencyState } from '@/lib/api/search-params';
import { useFilterTexts } from './filter-texts';

/** Parts of the filter that have controls of their own. */
const CONTROLS = ['types', 'labels', 'confidence'] as const;

interface Props {
  job: JobAnswer;
  state: SaliencyState;
  page: SamplesAnswer;
  onClear(names: (keyof FilterState | 'page')[]): void;
  onLastPage(): void;
}

/** Explains why no sample is shown, with buttons that clear parts of the filter. */
export function NoSamples({ job, state, page, onClear, onLastPage }: Props) {
  const t = useTranslations('saliency');
  const inPages = useTranslations('pages');
  const inFilter = useTranslations('filter');
  const texts = useFilterTexts(job, state);
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
  const { labels, types, confidence } = state;
  const set = CONTROLS.filter((part) => {
    const value = state[part];
    return Array.isArray(value) ? value.length > 0 : value !== null;
  });
  const others = texts.filter(({ part }) => part !== 'mapsOf');
  const what = [
    labels.map(nameOf).join(', '),
    types.join(', '),
    confidence && `${inFilter('confidence')} ${confidence.join('–')}`,
    ...others.map(({ text }) => text),
  ]
    .filter(Boolean)
    .join(' · ');
  const all = [...set, ...texts.map(({ part }) => part)];
  return (
    <Notice title={what === '' ? t('noMatch') : t('noMatchOf', { what })}>
      {set.map((part) => (
        <Button key={part} onPress={() => onClear([part, 'page'])}>
          {t(`clear_${part}`)}
        </Button>
      ))}
      {others.map(({ part, text }) => (
        <Button key={part} onPress={() => onClear([part, 'page'])}>
          {t('clearPart', { what: text })}
        </Button>
      ))}
      {all.length > 1 && <Button onPress={() => onClear([...all, 'page'])}>{t('clearAll')}</Button>}
    </Notice>
  );
}
