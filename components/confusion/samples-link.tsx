import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import { jobParams, queryOf, type SaliencyState, serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';

interface Props {
  jobKey: string;
  filter: Partial<Pick<SaliencyState, 'labels' | 'types' | 'truth' | 'predicted'>>;
  /** What the samples are, for screen readers and as a tooltip. */
  title: string;
  className?: string;
  children: ReactNode;
}

/** A count that links to the samples it counts; `M` marks them. */
export function SamplesLink({ jobKey, filter, title, className = '', children }: Props) {
  const [shared] = useQueryStates(jobParams);
  const { labels = [], types = [], truth, predicted } = filter;
  const marked = {
    ...{ label: labels, type: types },
    ...{ truth: truth ?? undefined, predicted: predicted ?? undefined, threshold: shared.threshold ?? undefined },
  };
  return (
    <Link
      href={serializeSaliencyParams(pages.saliency(jobKey), { ...shared, ...filter })}
      prefetch={false}
      aria-label={title}
      title={title}
      data-mark={queryOf(marked).toString()}
      className={`rounded hover:text-accent ${className}`}
    >
      {children}
    </Link>
  );
}
