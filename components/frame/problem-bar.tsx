'use client';

import { TriangleAlert } from 'lucide-react';
import { useSentence } from '@/components/kit/sentence';
import { useJob } from './use-job';

/** One line under the bar where a job is damaged, gone or cannot be reached: the sentence, without a click. */
export function ProblemBar({ jobKey }: { jobKey: string }) {
  const { data: job, error } = useJob(jobKey);
  const sentence = useSentence();
  const gravest = job?.message ? job.problems[0] : undefined;
  const message = error ? sentence(error) : gravest ? sentence(gravest) : job?.message;
  if (!message) return null;
  return (
    <p role="alert" className="flex items-start gap-2 border-line border-b bg-fp-tint px-5 py-2 text-ink max-wide:px-3">
      <TriangleAlert size={14} aria-hidden className="mt-[2px] shrink-0 text-bad" />
      <span className="[overflow-wrap:anywhere]">{message}</span>
    </p>
  );
}
