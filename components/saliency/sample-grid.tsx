'use client';

import type { ReactNode } from 'react';
import type { JobAnswer } from '@/lib/api/answers';
import { ExplainerHeader } from './explainer-header';

interface Props {
  job: JobAnswer;
  /** Indices of the explainers that are shown. */
  explainers: readonly number[];
  isPending?: boolean;
  children: ReactNode;
}

/** The narrowest a map gets before the grid scrolls sideways, pixels; less where less is asked for. */
const MAP_PIXELS = 120;

/** The grid of samples: sample, labels, then a column an explainer, as wide as the window and `--map` allow. */
export function SampleGrid({ job, explainers, isPending = false, children }: Props) {
  const picture = `minmax(min(${MAP_PIXELS}px, var(--map)), var(--map))`;
  const columns = `${picture} minmax(11rem,14rem) repeat(${Math.max(1, explainers.length)}, ${picture}) minmax(0, 1fr)`;
  return (
    <div
      className={`wide:grid wide:gap-x-2.5 wide:pr-2.5 wide:pl-5 transition-opacity ${isPending ? 'opacity-60' : ''}`}
      style={{ gridTemplateColumns: columns }}
      aria-busy={isPending}
    >
      <ExplainerHeader job={job} explainers={explainers} />
      <ul className="contents">{children}</ul>
    </div>
  );
}

/** Rows the size of real ones, while the first answer is on its way. */
export function SkeletonRows({ rows, explainers }: { rows: number; explainers: number }) {
  return [...Array(rows).keys()].map((row) => (
    <li key={row} aria-hidden className="col-span-full grid grid-cols-subgrid py-2.5 max-wide:hidden">
      {[...Array(explainers + 2).keys()].map((column) => (
        <span key={column} className={`${column === 1 ? 'h-14' : 'aspect-square'} animate-pulse rounded-md bg-well`} />
      ))}
    </li>
  ));
}
