import Link from 'next/link';
import { useQueryStates } from 'nuqs';
import type { ReactNode } from 'react';
import {
  facetsRequestOf,
  jobParams,
  queryOf,
  type SaliencyState,
  serializeSaliencyParams,
} from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';

interface Props {
  jobKey: string;
  filter: Partial<Pick<SaliencyState, 'labels' | 'types' | 'truth' | 'predicted'>>;
  /** What the samples are, for screen readers and as a tooltip. */
  title: string;
  className?: string;
  children: ReactNode;
}

const NO_FILTER = { labels: [], types: [], truth: null, predicted: null, confidence: null, uncertainty: null };

/** A count that links to the samples it counts; `M` marks them. */
export function SamplesLink({ jobKey, filter, title, className = '', children }: Props) {
  const [shared] = useQueryStates(jobParams);
  return (
    <Link
      href={serializeSaliencyParams(pages.saliency(jobKey), { ...shared, ...filter })}
      prefetch={false}
      aria-label={title}
      title={title}
      data-mark={queryOf(facetsRequestOf({ ...NO_FILTER, threshold: shared.threshold, ...filter })).toString()}
      className={`rounded hover:text-accent ${className}`}
    >
      {children}
    </Link>
  );
}
