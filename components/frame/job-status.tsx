'use client';

import { TriangleAlert } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { FetchError } from '@/components/kit/fetch-error';
import { Popup } from '@/components/kit/popup';
import type { JobAnswer } from '@/lib/api/job-answers';
import { StateDot, shareRead, useStateWord } from './job-state';
import { useJob } from './use-job';

/** Loaded while the job is. */
const TimeLeft = dynamic(() => import('./time-left').then(({ TimeLeft }) => TimeLeft), { ssr: false });

const loadDetails = () => import('./job-details').then(({ JobDetails }) => JobDetails);

/** Loaded when the button is hovered or focused, so that it is ready when it is clicked. */
const JobDetails = dynamic(loadDetails, { ssr: false, loading: () => <div className="h-60" /> });

/** The status of the job; it opens the details: progress, problems, paths of the files. */
export function JobStatus({ jobKey }: { jobKey: string }) {
  const { data: job, error } = useJob(jobKey);
  if (!job) return null;
  if (error) return <Unavailable isGone={error instanceof FetchError && error.status === 404} />;
  return <Available job={job} />;
}

function Available({ job }: { job: JobAnswer }) {
  const t = useTranslations('job');
  const word = useStateWord();
  const { writers } = job;
  const state = word(job.state, shareRead(job));
  const problems = job.problemCount > 0 ? ` · ${t('problems', { count: job.problemCount })}` : '';
  return (
    <Popup
      label={`${t('status')} ${state}${problems}`}
      placement="bottom end"
      className="w-[min(30rem,calc(100vw-2rem))]"
      dialogClassName="max-h-[70vh] overflow-y-auto p-4"
      onNear={() => void loadDetails()}
      button={(props) => (
        <Button {...props} look="ghost">
          <StateDot state={job.state} pictures={job.pictures} />
          <span className="sr-only">{t('status')}</span>
          <span>
            {state}
            <span className="max-mid:sr-only">{problems}</span>
          </span>
          {problems !== '' && <TriangleAlert size={14} aria-hidden className="shrink-0 text-fn mid:hidden" />}
          {writers && writers.finished < writers.total && (
            <span className="text-muted max-[100rem]:hidden">
              · {t('writersShort', { finished: writers.finished, total: writers.total })}
            </span>
          )}
          {job.state === 'loading' && <TimeLeft job={job} className="text-muted max-wide:hidden" />}
          <span className="sr-only">. {t('showDetails')}</span>
        </Button>
      )}
    >
      <JobDetails job={job} />
    </Popup>
  );
}

/** Shown instead of a status that may be outdated. */
function Unavailable({ isGone }: { isGone: boolean }) {
  const t = useTranslations('state');
  return (
    <span className="inline-flex items-center gap-1.5 px-2.5">
      <StateDot state="unreadable" />
      {t(isGone ? 'gone' : 'unreachable')}
    </span>
  );
}
