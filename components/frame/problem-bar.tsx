'use client';

import { ImageOff, TriangleAlert } from 'lucide-react';
import dynamic from 'next/dynamic';
import { OutageBar } from '@/components/kit/outage-bar';
import { useSentence } from '@/components/kit/sentence';
import { usePictureSentence } from './job-state';
import { useJob } from './use-job';

/** Loaded when samples were skipped. */
const SkippedNote = dynamic(() => import('./skipped-note').then(({ SkippedNote }) => SkippedNote));

/** Lines below the top bar: why the job is damaged, gone or unreachable, that the store or the disk is away, and which samples were skipped, and how many of its pictures are missing. */
export function ProblemBar({ jobKey }: { jobKey: string }) {
  const { data: job, error } = useJob(jobKey);
  const sentence = useSentence();
  const pictures = usePictureSentence()(job?.pictures ?? null);
  const isAway = job?.baseMessage && job.state === 'unreadable'; // it is unreadable for the same reason
  const worst = job?.message ? job.problems[0] : undefined;
  const message = error ? sentence(error) : isAway ? null : worst ? sentence(worst) : job?.message;
  const line = 'flex items-start gap-2 border-line border-b px-5 py-2 text-ink max-wide:px-3';
  return (
    <>
      {message && (
        <p role="alert" className={`bg-fp-tint ${line}`}>
          <TriangleAlert size={14} aria-hidden className="mt-[2px] shrink-0 text-bad" />
          <span className="[overflow-wrap:anywhere]">{message}</span>
        </p>
      )}
      {!error && job?.baseMessage && (
        <OutageBar>{sentence({ code: 'base-unreadable', message: job.baseMessage })}</OutageBar>
      )}
      {job && job.skipped.length > 0 && <SkippedNote job={job} className={line} />}
      {pictures !== '' && (
        <p role="status" className={`bg-fn-tint ${line}`}>
          <ImageOff size={14} aria-hidden className="mt-[2px] shrink-0 text-fn" />
          <span>{pictures}</span>
        </p>
      )}
    </>
  );
}
