'use client';

import { Eye, EyeOff, Star, StickyNote } from 'lucide-react';
import { useState } from 'react';
import { useSWRConfig } from 'swr';
import { useTranslations } from 'use-intl';
import { useSentence } from '@/components/kit/sentence';
import { useToast } from '@/components/kit/toast';
import { writeJson } from '@/components/marks/write-json';
import type { JobRow } from '@/lib/api/job-answers';
import { api } from '@/lib/api/urls';

/** Stars or hides a job of the list; its note is in the tooltip of an icon. */
export function JobFlags({ job }: { job: JobRow }) {
  const t = useTranslations('list');
  const sentence = useSentence();
  const show = useToast();
  const { mutate } = useSWRConfig();
  const [isBusy, setBusy] = useState(false);
  const { starred = false, hidden = false, note = null, marked = 0 } = job.flags ?? {};
  const set = async (flags: { starred?: boolean; hidden?: boolean }) => {
    setBusy(true);
    try {
      await writeJson('PUT', api.flags(job.key), flags);
    } catch (error) {
      show(sentence(error as Error));
    }
    await mutate((key) => typeof key === 'string' && /\/api\/jobs($|\?)/.test(key));
    setBusy(false);
  };
  const HideIcon = hidden ? Eye : EyeOff;
  const button = 'grid size-6 place-items-center rounded text-muted hover:bg-well hover:text-ink';
  return (
    <span className="relative z-10 flex shrink-0 items-center">
      {marked > 0 && (
        <span className="mr-1 whitespace-nowrap text-muted text-small max-wide:hidden">
          {t('marked', { count: marked })}
        </span>
      )}
      {note !== null && (
        <span
          role="img"
          aria-label={t('note', { note })}
          title={note}
          className="grid size-6 place-items-center text-muted"
        >
          <StickyNote size={14} aria-hidden />
        </span>
      )}
      <button
        type="button"
        aria-pressed={starred}
        aria-label={t('star', { path: job.name })}
        title={t(starred ? 'unstarHelp' : 'starHelp')}
        disabled={isBusy}
        onClick={() => void set({ starred: !starred })}
        className={button}
      >
        <Star size={14} aria-hidden className={starred ? 'fill-current text-accent' : ''} />
      </button>
      <button
        type="button"
        aria-pressed={hidden}
        aria-label={t('hide', { path: job.name })}
        title={t(hidden ? 'unhideHelp' : 'hideHelp')}
        disabled={isBusy}
        onClick={() => void set({ hidden: !hidden })}
        className={`${button} max-wide:hidden`}
      >
        <HideIcon size={14} aria-hidden />
      </button>
    </span>
  );
}
