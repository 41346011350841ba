'use client';

import { Copy } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useBytes } from '@/components/kit/format';
import { inARow } from '@/components/kit/in-a-row';
import { useSentence } from '@/components/kit/sentence';
import { ExactTime } from '@/components/kit/time';
import { useCopy } from '@/components/kit/toast';
import type { JobAnswer } from '@/lib/api/job-answers';
import { helpOf, unfinishedOf } from './job-help';
import { shareRead } from './job-state';
import { SkippedReasons } from './skipped-reasons';
import { TimeLeft } from './time-left';

/** The details of the state of a job: progress, writers, problems, paths of the files. */
export function JobDetails({ job }: { job: JobAnswer }) {
  const t = useTranslations();
  const bytes = useBytes();
  const copy = useCopy();
  const { read, total } = job.progress;
  const rest = total - read;
  const isWaiting = rest > 0 && (job.state === 'live' || job.state === 'stalled');
  return (
    <div className="flex flex-col gap-3">
      <p>{t(`state.${helpOf(job)}`)}</p>
      {job.writers && <Writers writers={job.writers} />}
      <div>
        <div className="h-1 overflow-hidden rounded-full bg-track">
          <div className="h-full bg-accent" style={{ width: `${100 * shareRead(job)}%` }} />
        </div>
        <p className="mt-1 text-muted text-small">
          {t('job.read', { read: bytes(read), total: bytes(total) })}
          <TimeLeft job={job} lead=" · " />
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
        {job.partCount > 1 && (
          <>
            <dt>{t('job.parts')}</dt>
            <dd>{t('job.partCount', { count: job.partCount })}</dd>
          </>
        )}
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

/** How many of several writers have finished, and which have not. */
function Writers({ writers }: { writers: NonNullable<JobAnswer['writers']> }) {
  const t = useTranslations('job');
  const format = useFormatter();
  const { total, finished } = writers;
  const { count, named, more } = unfinishedOf(writers);
  if (count === 0) return <p>{t('writersDone', { total })}</p>;
  const names = format.list(more > 0 ? [...named, t('moreWriters', { count: more })] : named);
  const left = finished > 0 ? t('writersLeft', { count, names }) : '';
  return <p>{inARow(t('writers', { total, finished }), left)}</p>;
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
