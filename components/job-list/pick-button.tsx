'use client';

import { ArrowLeftRight } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import type { JobRow } from '@/lib/api/job-answers';
import { pages } from '@/lib/api/urls';
import { isolated } from '@/lib/i18n/isolate';
import { pick, pickNext, usePicked } from './picked';

/** Chooses a job of the list to be compared; with the second one the comparison opens. */
export function usePick(): (job: Pick<JobRow, 'key' | 'path'>) => void {
  const router = useRouter();
  return (job) => {
    const pair = pickNext(job);
    if (pair) router.push(pages.compare(pair[0].key, pair[1].key));
  };
}

export function PickButton({ job }: { job: JobRow }) {
  const t = useTranslations('compare');
  const choose = usePick();
  const isPicked = usePicked()?.key === job.key;
  const name = isolated(job.name);
  return (
    <button
      type="button"
      aria-pressed={isPicked}
      title={isPicked ? t('picked', { name }) : t('pick', { name })}
      onClick={() => choose(job)}
      className={`relative z-10 inline-flex size-6 items-center justify-center rounded-md hover:bg-well ${isPicked ? 'bg-accent text-on-accent' : 'text-muted'}`}
    >
      <ArrowLeftRight size={13} aria-hidden />
      <span className="sr-only">{t('pick', { name })}</span>
    </button>
  );
}

/** Says which job was chosen, and that another one is to be chosen. */
export function PickNote() {
  const t = useTranslations('compare');
  const picked = usePicked();
  if (picked === null) return null;
  return (
    <p role="status" className="flex items-center gap-3 border-line border-b bg-accent-tint px-5 py-1.5 max-wide:px-3">
      <span className="[overflow-wrap:anywhere]">{t('pickNext', { name: isolated(picked.path) })}</span>
      <Button className="ml-auto" onPress={() => pick(null)}>
        {t('cancelPick')}
      </Button>
    </p>
  );
}
