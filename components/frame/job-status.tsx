'use client';

import { Copy, TriangleAlert } from 'lucide-react';
import { Dialog, DialogTrigger } from 'react-aria-components/Dialog';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { FetchError } from '@/components/kit/fetch-json';
import { useBytes } from '@/components/kit/format';
import { Popover } from '@/components/kit/popover';
import { useSentence } from '@/components/kit/sentence';
import { ExactTime } from '@/components/kit/time';
import { useCopy } from '@/components/kit/toast';
import type { JobAnswer } from '@/lib/api/answers';
import { StateDot, useStateWord } from './job-state';
import { SkippedReasons } from './skipped-note';
import { useSecondsLeft } from './time-left';
import { useJob } from './use-job';

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
  const left = useTimeLeft(job);
  const state = word(job.state, shareRead(job));
  const problems = job.problemCount > 0 ? ` · ${t('problems', { count: job.problemCount })}` : '';
  return (
    <DialogTrigger>
      <Button look="ghost">
        <StateDot state={job.state} pictures={job.pictures} />
        <span className="sr-only">{t('status')}</span>
        <span>
          {state}
          <span className="max-mid:sr-only">{problems}</span>
        </span>
        {problems !== '' && <TriangleAlert size={14} aria-hidden className="shrink-0 text-fn mid:hidden" />}
        {left && <span className="text-muted max-wide:hidden">{left}</span>}
        <span className="sr-only">. {t('showDetails')}</span>
      </Button>
      <Popover placement="bottom end" className="w-[min(30rem,calc(100vw-2rem))]">
        <Dialog
          aria-label={`${t('status')} ${state}${problems}`}
          className="max-h-[70vh] overflow-y-auto p-4 outline-none"
        >
          <Details job={job} left={left} />
        </Dialog>
      </Popover>
    </DialogTrigger>
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

const MINUTE_S = 60;

/** The estimated loading time as text; null if it is unknown. */
function useTimeLeft(job: JobAnswer): string | null {
  const t = useTranslations('job');
  const seconds = useSecondsLeft(job);
  if (seconds === null) return null;
  if (seconds < 2 * MINUTE_S) return t('secondsLeft', { count: seconds });
  return t('minutesLeft', { count: Math.round(seconds / MINUTE_S) });
}

function shareRead({ progress: { read, total } }: JobAnswer): number {
  return total === 0 ? 0 : Math.floor((100 * read) / total) / 100;
}

function Details({ job, left }: { job: JobAnswer; left: string | null }) {
  const t = useTranslations();
  const bytes = useBytes();
  const copy = useCopy();
  const { read, total } = job.progress;
  const rest = total - read;
  const isWaiting = rest > 0 && (job.state === 'live' || job.state === 'stalled');
  return (
    <div className="flex flex-col gap-3">
      <p>{t(`state.${job.state}Help`)}</p>
      <div>
        <div className="h-1 overflow-hidden rounded-full bg-track">
          <div className="h-full bg-accent" style={{ width: `${100 * shareRead(job)}%` }} />
        </div>
        <p className="mt-1 text-muted text-small">
          {t('job.read', { read: bytes(read), total: bytes(total) })}
          {left && ` · ${left}`}
          {isWaiting && ` · ${t('job.waiting', { bytes: bytes(rest) })}`}
        </p>
      </div>
      <Problems job={job} />
      <SkippedReasons job={job} />
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-small [&_dd]:[overflow-wrap:anywhere] [&_dt]:text-muted">
        <dt>{t('job.directory')}</dt>
        <dd>
          <bdi>{job.directory}</bdi>{' '}
          <Button
            look="ghost"
            isSquare
            className="align-middle"
            aria-label={t('job.copyDirectory')}
            onPress={() => copy(job.directory)}
          >
            <Copy size={12} aria-hidden />
          </Button>
        </dd>
        <dt>{t('job.eventFile')}</dt>
        <dd>
          <bdi>{job.eventFile}</bdi>
        </dd>
        {job.created && (
          <>
            <dt>{t('job.created')}</dt>
            <dd>
              <ExactTime time={job.created} />
            </dd>
          </>
        )}
        <dt>{t('job.updated')}</dt>
        <dd>
          <ExactTime time={job.updated} />
        </dd>
      </dl>
    </div>
  );
}

function Problems({ job: { problems, problemCount } }: { job: JobAnswer }) {
  const t = useTranslations('job');
  const sentence = useSentence();
  if (problemCount === 0) return null;
  return (
    <div>
      <h2 className="font-semibold text-bad">{t('problems', { count: problemCount })}</h2>
      <ul className="mt-1 flex flex-col gap-1.5 text-small">
        {[...new Set(problems.map(sentence))].map((message) => (
          <li key={message} className="[overflow-wrap:anywhere]">
            {message}
          </li>
        ))}
        {problemCount > problems.length && (
          <li className="text-muted">{t('moreProblems', { count: problemCount - problems.length })}</li>
        )}
      </ul>
    </div>
  );
}
