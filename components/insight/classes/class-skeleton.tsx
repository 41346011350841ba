import { CLASSES_PAGE_SIZE } from '@/lib/api/insight-params';
import type { JobAnswer } from '@/lib/api/job-answers';

interface Props {
  /** Undefined while it is loading. */
  job: Pick<JobAnswer, 'labelCounts' | 'explainerNames'> | undefined;
}

/** Before the first answer: as many rows and maps as the table may have, as large as those. */
export function ClassSkeleton({ job }: Props) {
  const rows = Math.min(CLASSES_PAGE_SIZE, Math.max(1, job?.labelCounts.length ?? 0));
  const columns = Math.max(1, job?.explainerNames.length ?? 0);
  return (
    <div aria-hidden className="min-w-0 flex-1 overflow-hidden">
      <div className="h-9 border-line border-b" />
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows without content
        <div key={row} className="flex h-25.5 border-line border-b py-2.5">
          <span className="mx-5 h-4 w-50 shrink-0 rounded bg-track max-wide:mx-3 max-wide:w-30" />
          {Array.from({ length: columns }, (_, column) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: maps without content
            <span key={column} className="w-42 shrink-0 px-2">
              <span className="block size-20 rounded-[3px] bg-track motion-safe:animate-pulse" />
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
