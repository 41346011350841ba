'use client';

import dynamic from 'next/dynamic';
import type { SampleJson } from '@/lib/api/sample-answers';

const MarkChips = dynamic(() => import('./mark-chips').then(({ MarkChips }) => MarkChips));

interface Props {
  sample: Pick<SampleJson, 'id' | 'marks' | 'note'>;
  /** Key of the job, on a page of several jobs. */
  jobKey?: string;
  /** Whether there is no room for names. */
  isSmall?: boolean;
}

/** The marks and the note of a sample; nothing, and nothing is loaded, if there are none. */
export function MarksOf({ sample, jobKey, isSmall = false }: Props) {
  const { marks = [], note = null } = sample;
  return marks.length === 0 && note === null ? null : (
    <MarkChips id={sample.id} {...{ jobKey, marks, note, isSmall }} />
  );
}
