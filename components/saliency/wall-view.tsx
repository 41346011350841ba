'use client';

import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/components/kit/button';
import { useKeys } from '@/components/kit/keys';
import { Notice } from '@/components/kit/notice';
import { useSentence } from '@/components/kit/sentence';
import { useInstrument } from '@/components/map/use-instrument';
import type { JobAnswer } from '@/lib/api/job-answers';
import { explainerOnWall, queryOf, type SaliencyState, samplesRequestOf } from '@/lib/api/search-params';
import { NoSamples } from './no-samples';
import { wellAspect } from './sizes';
import { useHeld } from './use-held';
import type { SetSaliency } from './use-saliency';
import { useIdsAt, useWall } from './use-wall-samples';
import { useWallSelection } from './use-wall-selection';
import { WallDivider } from './wall-divider';
import { WallFooter } from './wall-footer';
import { layoutOf, moved, rowAt, rowCount, rowOf } from './wall-layout';
import { WallRow } from './wall-row';

/** Rows within this distance from the window are rendered. */
const OVERSCAN_ROWS = 3;

/** Height of the divider before it is known: a line, pixels. */
const DIVIDER_PIXELS = 32;

/** Height of the sticky bar; the first visible tile is searched below it, pixels. */
const HEADER_PIXELS = 48;

interface Props {
  job: JobAnswer;
  state: SaliencyState;
  setState: SetSaliency;
  /** Number of matching samples; undefined before it is known. */
  total: number | undefined;
  /** The minimum width of a tile. */
  pixels: number;
}

/** The maps of one explainer as tiles, for all matching samples: to scan a class for common features of its maps. */
export function WallView({ job, state, setState, total, pixels }: Props) {
  const t = useTranslations('saliency');
  const sentence = useSentence();
  const app = useTranslations('app');
  const wall = useRef<HTMLDivElement>(null);
  const { width, top } = usePlace(wall);
  const showsOriginals = useHeld(' ', wall);
  useInstrument(wall, 'row');

  const request = samplesRequestOf({ ...state, page: 1 });
  const { answer, isDraft, error, refresh } = useWall(job.key, request);
  const count = answer?.total ?? 0;
  const well = wellAspect(answer?.aspect);
  const layout = layoutOf(width, pixels, well);
  const { columns } = layout;
  const { sort, mapsOf, measure } = state;
  const sorting = useMemo(() => ({ sort, mapsOf, measure }), [sort, mapsOf, measure]);
  const valued = answer?.valued ?? 0;
  const tiles = { count, valued, columns };
  const [dividerPixels, setDividerPixels] = useState(DIVIDER_PIXELS);
  const rows = useWindowVirtualizer({
    count: width === 0 ? 0 : rowCount(tiles),
    estimateSize: (index) => (rowAt(index, tiles) ? layout.rowPixels : dividerPixels),
    overscan: OVERSCAN_ROWS,
    scrollMargin: top,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured again
  useEffect(() => rows.measure(), [rows, layout.rowPixels, columns, valued, dividerPixels]);
  const explainer = explainerOnWall(job, state);
  const selection = useWallSelection({
    ...{ element: wall, tiles, sizes: { width, rowPixels: layout.rowPixels, dividerPixels } },
    name: `${job.generation} ${queryOf(request)}`,
    idsAt: useIdsAt(job.key, request),
  });
  const { band } = selection;
  const onKeyDown = (event: KeyboardEvent) => {
    const tile = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-index]') : null;
    const next = tile && moved(Number(tile.dataset.index), event.key, tiles);
    selection.onKeyDown(event, next);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    rows.scrollToIndex(rowOf(next, tiles));
    requestAnimationFrame(() =>
      wall.current?.querySelector<HTMLElement>(`[data-index="${next}"] button`)?.focus({ preventScroll: true }),
    );
  };

  /** Focuses the first tile in the window, from which the keys continue. */
  const enter = () => {
    const tiles = [...(wall.current?.querySelectorAll<HTMLElement>('[data-index]') ?? [])];
    const first = tiles.find((tile) => tile.getBoundingClientRect().top >= HEADER_PIXELS) ?? tiles[0];
    first?.querySelector('button')?.focus({ preventScroll: true });
  };
  useKeys({ j: enter, k: enter });

  return (
    <>
      <div className="flex-1 px-5 py-3 max-wide:px-3">
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for form controls */}
        <div
          ref={wall}
          role="group"
          aria-label={t('wall')}
          data-originals={showsOriginals ? '' : undefined}
          onKeyDown={onKeyDown}
          onPointerDown={selection.onPointerDown}
          onClickCapture={selection.onClickCapture}
          // What lies before it takes the pointer in the margin, too: a rectangle may begin there.
          className="before:-inset-x-5 before:-inset-y-3 max-wide:before:-inset-x-3 relative select-none before:absolute before:content-['']"
          style={{ height: rows.getTotalSize(), '--frame-aspect': well }}
        >
          {rows.getVirtualItems().map(({ key, index, start }) => {
            const row = rowAt(index, tiles);
            return row ? (
              <WallRow
                key={key}
                job={job}
                state={state}
                sorting={sorting}
                request={request}
                explainer={explainer}
                first={row.first}
                last={row.last}
                columns={columns}
                top={start - top}
                isSelected={selection.isSelected}
                onOpen={(stage) => void setState({ stage, on: explainer })}
              />
            ) : (
              <WallDivider
                key={key}
                sorting={sorting}
                isPartial={isDraft}
                top={start - top}
                onHeight={setDividerPixels}
              />
            );
          })}
          {band && (
            <span
              aria-hidden
              className="pointer-events-none absolute z-10 border border-accent bg-accent/15"
              style={{
                left: Math.min(band.x0, band.x1),
                top: Math.min(band.y0, band.y1),
                width: Math.abs(band.x1 - band.x0),
                height: Math.abs(band.y1 - band.y0),
              }}
            />
          )}
        </div>
        {error && !answer ? (
          <Notice isError title={t('failed')} detail={sentence(error)}>
            <Button onPress={refresh}>{app('retry')}</Button>
          </Notice>
        ) : (
          answer?.total === 0 &&
          answer.state !== 'loading' && (
            <NoSamples
              job={job}
              state={state}
              page={answer}
              onClear={(names) => setState(Object.fromEntries(names.map((name) => [name, null])))}
              onLastPage={() => setState({ page: null })}
            />
          )
        )}
      </div>
      <WallFooter
        job={job}
        state={state}
        answer={answer}
        isDraft={isDraft}
        explainer={explainer}
        news={answer ? Math.max(0, (total ?? 0) - count) : 0}
        onNews={refresh}
        selected={selection.ids}
        isSelecting={selection.isSelecting}
        failure={selection.failure}
        onSelecting={selection.setSelecting}
        onClear={selection.clear}
      />
    </>
  );
}

/** Width of an element, and its vertical position in the document; 0 before layout. */
function usePlace(element: React.RefObject<HTMLElement | null>): { width: number; top: number } {
  const [place, setPlace] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => {
      const { width, top } = target.getBoundingClientRect();
      setPlace({ width, top: top + window.scrollY });
    };
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return place;
}
