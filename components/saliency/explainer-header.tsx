'use client';

import dynamic from 'next/dynamic';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useThreshold } from '@/components/frame/use-threshold';
import { useToast } from '@/components/kit/toast';
import { type ExplainerOrder, type Placement, placed } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import { ColumnHeading } from './column-heading';
import { columnStyle } from './column-style';
import { useColumnDrag } from './use-column-drag';
import { type ColumnsInView, isMoreBeside } from './use-column-scroll';

/** Loaded when there are more columns than fit. */
const ColumnSteps = dynamic(() => import('./column-steps').then(({ ColumnSteps }) => ColumnSteps), { ssr: false });

/** Loaded when it is first opened. */
const ColumnMenu = dynamic(() => import('./column-menu').then(({ ColumnMenu }) => ColumnMenu), { ssr: false });

interface Props {
  job: JobAnswer;
  /** Indices of the visible explainers, in their order. */
  explainers: readonly number[];
  order: ExplainerOrder;
  onOrder(order: ExplainerOrder): void;
  /** Omitted if columns cannot be hidden. */
  onHide?(explainer: number): void;
  /** The element that scrolls horizontally, in sync with the rows. */
  scroller: RefObject<HTMLDivElement | null>;
  inView: ColumnsInView;
  onStep(direction: -1 | 1): void;
}

/** The header of the columns, sticky while the rows scroll; it also shows how many columns are outside the view. */
export function ExplainerHeader({ job, explainers, order, onOrder, onHide, scroller, inView, onStep }: Props) {
  const t = useTranslations('saliency');
  const inColumns = useTranslations('columns');
  const threshold = useThreshold(job);
  const toast = useToast();
  const trigger = useRef<HTMLElement>(null);
  const [open, setOpen] = useState<number | null>(null);
  const moved = useRef<number | null>(null);

  const place = (explainer: number, placement: Placement) => {
    const next = placed(job.explainerNames, order, explainer, placement);
    moved.current = explainer;
    onOrder(next);
    const name = job.explainerNames[explainer];
    if (placement.isPinned !== order.pin.includes(explainer))
      toast(inColumns(placement.isPinned ? 'isPinned' : 'isUnpinned', { name }));
  };
  // A heading that is moved keeps the focus and is scrolled into view.
  const names = explainers.join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the order changes
  useEffect(() => {
    const heading = scroller.current?.querySelector<HTMLElement>(`[data-column="${moved.current}"] button`);
    moved.current = null;
    heading?.focus({ preventScroll: true });
    heading?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [names]);

  const isPinned = (explainer: number) => order.pin.includes(explainer);
  /** The columns that one can be swapped with: pinned ones with pinned ones. */
  const peers = (explainer: number) => explainers.filter((other) => isPinned(other) === isPinned(explainer));
  const moveOf = (explainer: number, step: -1 | 1) => {
    const list = peers(explainer);
    const at = list.indexOf(explainer) + step;
    if (at < 0 || at >= list.length) return undefined;
    const before = step === -1 ? list[at] : (list[at + 1] ?? null);
    return () => {
      place(explainer, { before, isPinned: isPinned(explainer) });
      const name = job.explainerNames[explainer];
      toast(inColumns('moved', { name, place: explainers.indexOf(explainer) + step + 1, count: explainers.length }));
    };
  };
  const togglePin = (explainer: number) =>
    place(explainer, {
      before: isPinned(explainer) ? (explainers.find((other) => !isPinned(other)) ?? null) : null,
      isPinned: !isPinned(explainer),
    });
  const { drag, onPointerDown, wasDragged } = useColumnDrag(scroller, order.pin, place);
  const dropOf = (explainer: number) => {
    if (drag === null) return null;
    if (drag.before === explainer) return 'before' as const;
    const last = explainers.filter((other) => isPinned(other) === drag.isPinned).at(-1);
    return drag.before === null && last === explainer ? ('after' as const) : null;
  };
  const isPinZone = drag?.isPinned === true && order.pin.length === 0;

  const isWhole = !isMoreBeside(inView);
  const note = { shown: inView.count, count: explainers.length };
  return (
    <div className="sticky top-12 z-[5] h-11 border-line border-b bg-page text-small max-wide:top-21 slim:top-0 slim:h-9">
      <div
        ref={scroller}
        className="h-full overflow-x-auto overflow-y-hidden overscroll-x-contain [scrollbar-color:var(--faint)_transparent] [scrollbar-width:thin]"
      >
        <div className="map-columns h-full">
          <div
            data-lead
            className="sticky left-0 z-[2] flex min-w-0 items-center bg-page pr-[var(--gap)] pl-[var(--edge)] font-semibold"
          >
            {isWhole ? (
              <span className="truncate">{t('sample')}</span>
            ) : (
              <>
                <span className="truncate max-mid:hidden">{t('sample')}</span>
                <span data-in-view className="text-tiny leading-tight mid:hidden">
                  {inColumns('note', note)}
                </span>
              </>
            )}
          </div>
          <div
            data-lead
            className={`sticky left-[calc(var(--edge)+var(--sample)+var(--gap))] z-[2] flex min-w-0 items-center gap-2 whitespace-nowrap bg-page pr-[var(--gap)] pl-2.5 max-mid:hidden ${isPinZone ? 'text-accent' : ''}`}
          >
            <span className="font-semibold">{t('labels')}</span>
            {isPinZone ? (
              <span>{inColumns('dropToPin')}</span>
            ) : isWhole ? (
              <span className="truncate text-muted">{t('threshold', { threshold })}</span>
            ) : (
              <span data-in-view className="truncate text-ink" title={t('threshold', { threshold })}>
                {inColumns('note', note)}
              </span>
            )}
          </div>
          {explainers.map((explainer, place) => (
            <ColumnHeading
              key={explainer}
              explainer={explainer}
              name={job.explainerNames[explainer]}
              style={columnStyle(place, place < inView.sticky)}
              isPinned={isPinned(explainer)}
              isDragged={drag?.explainer === explainer}
              drop={dropOf(explainer)}
              onPointerDown={(event) => onPointerDown(event, explainer)}
              onOpen={(event) => {
                if (wasDragged() && event.detail > 0) return;
                trigger.current = event.currentTarget;
                setOpen(explainer);
              }}
              onMove={(step) => moveOf(explainer, step)?.()}
              onPin={() => togglePin(explainer)}
            />
          ))}
        </div>
      </div>
      {(inView.isMoreLeft || inView.isMoreRight) && (
        <ColumnSteps
          inView={inView}
          left={{ style: { left: `calc(var(--lead) + ${inView.sticky} * (var(--col) + var(--gap)))` } }}
          onStep={onStep}
        />
      )}
      {open !== null && (
        <ColumnMenu
          name={job.explainerNames[open]}
          trigger={trigger}
          isPinned={isPinned(open)}
          onMoveLeft={moveOf(open, -1)}
          onMoveRight={moveOf(open, 1)}
          onPin={() => togglePin(open)}
          onHide={onHide && (() => onHide(open))}
          onClose={() => setOpen(null)}
        />
      )}
    </div>
  );
}
