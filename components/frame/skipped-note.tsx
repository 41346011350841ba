'use client';

import { SkipForward } from 'lucide-react';
import { useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/job-answers';

const MAX_NAMED = 8;

/** For each explainer that skipped samples, a sentence that names them. */
function useSkippedSentences(): (job: JobAnswer | undefined) => string[] {
  const t = useTranslations('job');
  return (job) =>
    (job?.skipped ?? []).map(({ explainer, count, samples }) => {
      const named = samples.slice(0, MAX_NAMED).map(({ sample }) => sample);
      const list = `${named.join(', ')}${count > named.length ? ', …' : ''}`;
      return explainer === null
        ? t('skipped', { count, samples: list })
        : t('skippedBy', { count, samples: list, explainer });
    });
}

/** A line that says which samples were skipped; nothing if none were. */
export function SkippedNote({ job, className }: { job: JobAnswer | undefined; className: string }) {
  const sentences = useSkippedSentences()(job);
  if (sentences.length === 0) return null;
  return (
    <p role="status" className={className}>
      <SkipForward size={14} aria-hidden className="mt-[2px] shrink-0 text-muted" />
      <span className="[overflow-wrap:anywhere]">{sentences.join(' · ')}</span>
    </p>
  );
}
