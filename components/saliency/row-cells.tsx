import type { CSSProperties, ReactNode } from 'react';

/* The cells of a row in the sample grid that are sticky while its maps scroll horizontally. */

interface Props {
  children: ReactNode;
}

export function SampleCell({ children }: Props) {
  return (
    <div className="sticky left-0 z-[2] min-w-0 bg-page pr-[var(--gap)] pl-[var(--edge)] max-mid:row-start-2">
      {children}
    </div>
  );
}

interface LabelsProps extends Props {
  /** Whether it is no higher than the picture, unless its runners-up are open. */
  isWithinPicture?: boolean;
  /** Whether there is a line for runners-up below the labels. */
  hasRunnersUp?: boolean;
}

/** In a narrow window it is above the maps, as wide as the window. */
export function LabelsCell({ isWithinPicture = false, hasRunnersUp = false, children }: LabelsProps) {
  const limit = isWithinPicture ? (hasRunnersUp ? LIMIT_WITH_RUNNERS_UP : LIMIT) : '';
  return (
    <div
      className={`sticky z-[3] flex min-w-0 flex-col bg-page ${limit} max-mid:left-0 max-mid:col-span-full max-mid:row-start-1 max-mid:w-[100cqw] max-mid:px-[var(--edge)] max-mid:pb-2 mid:left-[calc(var(--edge)+var(--sample)+var(--gap))] mid:pr-[var(--gap)]`}
    >
      {children}
    </div>
  );
}

/** There is always room for the id of the sample, one label (two beside a flat picture) and the line of runners-up. */
const LIMIT = 'mid:max-h-[max(var(--least-labels),var(--cell)+var(--below,0px))]';
const LIMIT_WITH_RUNNERS_UP =
  'mid:not-has-[details[open]]:max-h-[max(var(--least-labels)+1.5rem,var(--cell)+var(--below,0px))]';

/** The labels below the id of their sample, as high as the picture; closer to each other if they would not fit. */
export const STACK_WITHIN_PICTURE =
  'mid:max-h-[max(var(--least-labels),var(--cell)+var(--below,0px))] mid:[--chip-space:clamp(2px,((var(--cell)+var(--below,0px)-3.1rem)/var(--count)-2rem)/3,8px)]';

/** Height of the line below the maps of a row, with their ranges; the labels may be as high as both. */
export const RANGE_LINE: CSSProperties = { '--below': '15px' };

/** A row of the grid. */
export const ROW =
  'col-span-full grid scroll-mt-24 grid-cols-subgrid border-line border-b py-2.5 last:border-b-0 -outline-offset-2';
