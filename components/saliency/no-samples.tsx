'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Notice } from '@/components/kit/notice';
import type { JobAnswer, SamplesAnswer } from '@/lib/api/answers';
import type { SaliencyState } from '@/lib/api/search-params';

interface Props {
  job: JobAnswer;
  state: SaliencyState;
  page: SamplesAnswer;
  onClear(names: ('labels' | 'types' | 'page')[]): void;
  onLastPage(): void;
}

/** Why no sample is shown, and the way out. */
export function NoSamples({ job, state, page, onClear, onLastPage }: Props) {
  const t = useTranslations('saliency');
  const inPages = useTranslations('pages');
  if (page.total > 0) {
    return (
      <Notice title={inPages('pastEnd', { page: page.page })}>
        <Button onPress={onLastPage}>{inPages('toLastPage')}</Button>
      </Notice>
    );
  }
  if (page.sampleCount === 0) {
    const why = job.size === 0 ? 'emptyFile' : job.state === 'live' ? 'emptyLive' : 'emptyComplete';
    return <Notice title={t('empty')} detail={job.message ?? t(why)} />;
  }
  const names = state.labels.map((id) => job.labelCounts.find((label) => label.id === id)?.name ?? `#${id}`);
  const hasBoth = state.labels.length > 0 && state.types.length > 0;
  const what = [names.join(', '), state.types.join(', ')].filter(Boolean).join(' · ');
  return (
    <Notice title={what === '' ? t('noMatch') : t('noMatchOf', { what })}>
      {state.types.length > 0 && <Button onPress={() => onClear(['types', 'page'])}>{t('clearTypes')}</Button>}
      {state.labels.length > 0 && <Button onPress={() => onClear(['labels', 'page'])}>{t('clearLabels')}</Button>}
      {hasBoth && <Button onPress={() => onClear(['types', 'labels', 'page'])}>{t('clearAll')}</Button>}
    </Notice>
  );
}
