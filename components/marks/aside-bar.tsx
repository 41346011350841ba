'use client';

import { Tag, X } from 'lucide-react';
import { useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import type { JobMarksAnswer } from '@/lib/api/mark-answers';
import { api } from '@/lib/api/urls';
import { AsideDialog } from './aside-dialog';

const NAME = 'salient-aside-seen';

/** What was closed in this browser: the latest write that it was about. */
function seen(jobKey: string): string | null {
  try {
    return localStorage.getItem(`${NAME} ${jobKey}`);
  } catch {
    return null; // storage is blocked
  }
}

/** Says that marks of a former run at the path of the job are set aside, until they are dealt with or the line is closed. */
export function AsideBar({ jobKey }: { jobKey: string }) {
  const t = useTranslations('marks.aside');
  const { data } = useSWR<JobMarksAnswer, Error>(api.jobMarks(jobKey));
  const [isOpen, setOpen] = useState(false);
  const [closed, setClosed] = useState(() => seen(jobKey));
  const aside = data?.aside ?? [];
  const state = aside.map(({ id, written }) => `${id} ${written}`).join();
  const close = () => {
    setClosed(state);
    try {
      localStorage.setItem(`${NAME} ${jobKey}`, state);
    } catch {
      // It is shown again on the next page.
    }
  };
  return (
    <>
      {aside.length > 0 && state !== closed && (
        <p
          role="status"
          className="flex items-center gap-2 border-line border-b bg-panel px-5 py-1.5 text-ink max-wide:px-3"
        >
          <Tag size={14} aria-hidden className="shrink-0 text-muted" />
          <span className="min-w-0">
            {t('line', { samples: aside.reduce((sum, { samples }) => sum + samples, 0) })}
          </span>
          <Button onPress={() => setOpen(true)}>{t('look')}</Button>
          <span className="ml-auto">
            <Button isSquare look="ghost" title={t('close')} onPress={close}>
              <X size={14} aria-hidden />
            </Button>
          </span>
        </p>
      )}
      {isOpen && <AsideDialog jobKey={jobKey} aside={aside} onClose={() => setOpen(false)} />}
    </>
  );
}
