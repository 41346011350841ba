'use client';

import { type CSSProperties, type ReactNode, useRef } from 'react';
import { FadeRight } from '@/components/kit/fade-right';
import type { ExplainerOrder } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SaliencyState } from '@/lib/api/search-params';
import { StickyColumnsProvider } from './column-style';
import { ExplainerHeader } from './explainer-header';
import { leastLabels, wellAspect } from './sizes';
import { useColumnScroll } from './use-column-scroll';

interface Props {
  job: JobAnswer;
  /** Indices of the visible explainers, in their order. */
  explainers: readonly number[];
  order: ExplainerOrder;
  onOrder(order: ExplainerOrder): void;
  onHide?(explainer: number): void;
  size: SaliencyState['px'];
  /** The most common aspect ratio (width over height) of the originals, if known. */
  aspect: number | null | undefined;
  isPending?: boolean;
  children: ReactNode;
}

/**
 * The sample grid: sample, labels, then one column per explainer. It scrolls horizontally if the columns do not fit; sample and
 * labels are sticky. See `.map-grid` in globals.css for the widths.
 */
export function SampleGrid(props: Props) {
  const { job, explainers, order, onOrder, onHide, size, aspect, isPending = false, children } = props;
  const header = useRef<HTMLDivElement>(null);
  const rows = useRef<HTMLDivElement>(null);
  const pinned = explainers.filter((explainer) => order.pin.includes(explainer)).length;
  const { step, ...inView } = useColumnScroll(header, rows, pinned, explainers.join());
  const style: CSSProperties = {
    '--n': explainers.length || UNKNOWN_EXPLAINERS,
    '--frame-aspect': wellAspect(aspect),
    '--least-labels': leastLabels(wellAspect(aspect)),
  };
  return (
    <div className="@container isolate">
      <div
        className="map-grid relative"
        style={style}
        data-size={typeof size === 'number' ? 'px' : (size ?? undefined)}
      >
        <ExplainerHeader
          job={job}
          explainers={explainers}
          order={order}
          onOrder={onOrder}
          onHide={onHide}
          scroller={header}
          inView={inView}
          onStep={step}
        />
        <div
          ref={rows}
          className="overflow-x-auto overscroll-x-contain [scrollbar-width:none]"
          style={{
            scrollPaddingInline: `calc(var(--lead) + ${inView.sticky} * (var(--col) + var(--gap))) var(--edge)`,
          }}
        >
          <StickyColumnsProvider value={inView.sticky}>
            <ul className={`map-columns transition-opacity ${isPending ? 'opacity-60' : ''}`} aria-busy={isPending}>
              {children}
            </ul>
          </StickyColumnsProvider>
        </div>
        {inView.isMoreRight && <FadeRight className="from-page" />}
      </div>
    </div>
  );
}

/** Number of columns that are reserved until the number of explainers is known. */
const UNKNOWN_EXPLAINERS = 3;

/** More columns do not fit into a window. */
const MAX_SKELETON_COLUMNS = 32;

/** Placeholder rows of the size of real ones, until the first response. */
export function SkeletonRows({ rows, explainers }: { rows: number; explainers: number }) {
  const block = 'animate-pulse rounded-md bg-well';
  return [...Array(rows).keys()].map((row) => (
    <li key={row} aria-hidden className="col-span-full grid grid-cols-subgrid py-2.5">
      <span className="pr-[var(--gap)] pl-[var(--edge)]">
        <span className={`block aspect-[var(--frame-aspect,1)] w-full ${block}`} />
      </span>
      <span className="pr-[var(--gap)]">
        <span className={`block h-14 max-mid:hidden ${block}`} />
      </span>
      {[...Array(Math.min(explainers || UNKNOWN_EXPLAINERS, MAX_SKELETON_COLUMNS)).keys()].map((column) => (
        <span key={column} className="pr-[var(--gap)]">
          <span className={`block aspect-[var(--frame-aspect,1)] w-full ${block}`} />
        </span>
      ))}
    </li>
  ));
}
