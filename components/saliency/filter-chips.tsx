'use client';

import type { JobAnswer } from '@/lib/api/job-answers';
import type { FilterState } from '@/lib/api/search-params';
import { FilterChip } from './filter-chip';
import { useFilterTexts } from './filter-texts';

interface Props {
  job: JobAnswer;
  state: FilterState;
  /** The parts that are shown. */
  parts: readonly (keyof FilterState)[];
  className: string;
  onClear(part: keyof FilterState): void;
}

/** Parts of the filter as chips; a click removes one. */
export function FilterChips({ job, state, parts, className, onClear }: Props) {
  const texts = useFilterTexts(job, state).filter(({ part }) => parts.includes(part));
  return texts.map(({ part, text }) => (
    <FilterChip key={part} text={text} className={className} onClear={() => onClear(part)} />
  ));
}
