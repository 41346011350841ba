'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { Notice } from '@/components/kit/notice';
import type { CounterfactualState } from '@/lib/api/counterfactual-params';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SamplesAnswer } from '@/lib/api/sample-answers';

interface Props {
  job: JobAnswer;
  state: CounterfactualState;
  page: SamplesAnswer;
  onAllLabels(): void;
  onEmpty(): void;
  onLastPage(): void;
}

/** Explains why no sample is listed and offers an action. */
export function NoCounterfactuals({ job, state, page, onAllLabels, onEmpty, onLastPage }: Props) {
  const t = useTranslations('counterfactual');
  const inPages = useTranslations('pages');
  const inSaliency = useTranslations('saliency');
  if (page.total > 0) {
    return (
      <Notice title={inPages('pastEnd', { page: page.page })}>
        <Button onPress={onLastPage}>{inPages('toLastPage')}</Button>
      </Notice>
    );
  }
  const isGrowing = job.state === 'live' || job.state === 'loading';
  if (page.sampleCount === 0) {
    return <Notice title={inSaliency('empty')} detail={job.message ?? (isGrowing ? t('emptyLive') : undefined)} />;
  }
  const showAll = <Button onPress={onEmpty}>{t('showWithout')}</Button>;
  if (state.label === null) {
    return (
      <Notice title={t(isGrowing ? 'emptyYet' : 'empty')} detail={t(isGrowing ? 'emptyLive' : 'emptyComplete')}>
        {showAll}
      </Notice>
    );
  }
  const name = job.labelCounts.find(({ id }) => id === state.label)?.name ?? `#${state.label}`;
  return (
    <Notice title={t(state.empty ? 'noLabel' : 'noneOfLabel', { label: name })}>
      <Button onPress={onAllLabels}>{t('clearLabel')}</Button>
      {!state.empty && showAll}
    </Notice>
  );
}
