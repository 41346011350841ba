import type { ReactNode } from 'react';

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

/** In a narrow window it is above the maps, as wide as the window. */
export function LabelsCell({ children }: Props) {
  return (
    <div className="sticky z-[3] flex min-w-0 flex-col gap-1 bg-page max-mid:left-0 max-mid:col-span-full max-mid:row-start-1 max-mid:w-[100cqw] max-mid:px-[var(--edge)] max-mid:pb-2 mid:left-[calc(var(--edge)+var(--sample)+var(--gap))] mid:pr-[var(--gap)]">
      {children}
    </div>
  );
}

/** The labels may extend below the picture only if the picture is very low. */
export const WITHIN_PICTURE = 'mid:max-h-[max(6.75rem,calc(var(--col)/var(--frame-aspect)-2rem))]';

/** A row of the grid. */
export const ROW =
  'col-span-full grid scroll-mt-24 grid-cols-subgrid border-line border-b py-2.5 last:border-b-0 -outline-offset-2';
