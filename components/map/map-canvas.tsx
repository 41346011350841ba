'use client';

import { type CSSProperties, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FetchError } from '@/components/kit/fetch-json';
import type { AttributionRange } from '@/lib/image/scale';
import { Contours } from './contour-lines';
import { useDisplayStore, useShown } from './display';
import { type Heatmap, heatmapAt } from './levels';
import { Painter } from './painter';
import { isRanged, type ShownMap } from './shown-maps';
import { offerReader, readerOf } from './spot';
import { useInView } from './use-in-view';
import { useRetry } from './use-retry';

/** Up to this width a map is so small that its pixels are shown as squares. */
const PIXELATED_BELOW = 64;

/** Shapes that differ by less than this share are taken for the same: heatmaps are rounded to whole pixels. */
const SAME_SHAPE = 0.02;

/** Why a map is not shown. */
type Fault = 'missing' | 'forbidden' | 'broken' | 'unreachable';

type State = { kind: 'waiting' } | { kind: 'ready'; heatmap: Heatmap } | { kind: Fault };

function faultOf(error: unknown): Fault {
  const status = error instanceof FetchError ? error.status : null;
  if (status === 404) return 'missing';
  if (status === 403) return 'forbidden';
  // What cannot be decoded comes as 422 or as it is; a request that failed is a TypeError.
  return status === 422 || error instanceof DOMException ? 'broken' : 'unreachable';
}

interface Props {
  /** Address of the heatmap. */
  src: string;
  alt: string;
  /** Index of the explainer. */
  explainer: number;
  /** What its levels stand for; null where that was not recorded. */
  range: AttributionRange | null;
  /** Width over height of the original, where it is known: a map of another shape is stretched to it. */
  aspect: number | null;
  /** Of the job: a map that could not be loaded is tried again at once when the job has grown. */
  revision: string | null;
}

/** A saliency map, coloured in the browser as the nearest `DisplayProvider` says, without a request and without a render. */
export function MapCanvas({ src, alt, explainer, range: given, aspect, revision }: Props) {
  const t = useTranslations('saliency');
  const store = useDisplayStore();
  const range = useSame(given);
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef<{ painter: Painter; map: ShownMap } | null>(null);
  const isStale = useRef(false);
  const [state, setState] = useState<State>({ kind: 'waiting' });
  const paint = useCallback(() => {
    isStale.current = false;
    const { painter, map } = shown.current ?? {};
    if (map) painter?.paint(store.maps.scaleOf(map, store.current), store.current);
  }, [store]);
  const { element, wasInView, isNear } = useInView(() => isStale.current && paint());

  // Maps that share a scale are all needed to know it, and it is not to change while the page is scrolled.
  const isShared = useShown(({ current }) => current.scale === 'shared' && range !== null);
  const isAlone = useShown(({ current, maps }) => current.scale === 'shared' && range === null && isRanged(maps.kinds));
  const isWanted = wasInView || isShared;
  const { attempt, fail } = useRetry(src);
  const loaded = useRef<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt, or a job that has grown, asks again
  useEffect(() => {
    if (!isWanted || loaded.current === src) return;
    let isCurrent = true;
    heatmapAt(src).then(
      (heatmap) => {
        if (!isCurrent) return;
        loaded.current = src;
        setState({ kind: 'ready', heatmap });
      },
      (error) => {
        if (!isCurrent) return;
        setState({ kind: faultOf(error) });
        fail();
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [src, isWanted, attempt, revision, fail]);

  const heatmap = state.kind === 'ready' ? state.heatmap : null;
  useEffect(() => {
    if (!heatmap || !canvas.current) return;
    const painter = Painter.on(canvas.current, heatmap);
    const map = { address: src, explainer, heatmap, range };
    const remove = heatmap.coloured ? null : store.add(map);
    shown.current = painter && { painter, map };
    paint();
    const unsubscribe = store.subscribe(() => {
      // A map that is far from the window is drawn when it comes near.
      if (isNear.current) paint();
      else isStale.current = true;
    });
    return () => {
      unsubscribe();
      remove?.();
    };
  }, [heatmap, store, paint, isNear, src, explainer, range]);
  useEffect(() => {
    if (!heatmap || heatmap.coloured || !canvas.current) return;
    return offerReader(canvas.current, readerOf(heatmap, range, aspect ?? heatmap.width / heatmap.height));
  }, [heatmap, range, aspect]);

  const fit = heatmap ? fitOf(heatmap, aspect) : undefined;
  return (
    <div ref={element} className="@container absolute inset-0">
      <canvas
        ref={canvas}
        role="img"
        aria-label={alt}
        data-state={state.kind}
        className={`absolute inset-0 m-auto size-full object-contain transition-opacity duration-100 ${heatmap ? '' : 'opacity-0'}`}
        style={fit}
      />
      {heatmap && !heatmap.coloured && <Contours heatmap={heatmap} range={range} fit={fit} />}
      {heatmap?.coloured ? <Remark>{t('coloured')}</Remark> : isAlone && <Remark>{t('ownScale')}</Remark>}
      {state.kind !== 'waiting' && state.kind !== 'ready' && (
        <span className="absolute inset-0 grid place-items-center bg-well p-2 text-center text-muted text-small">
          {t(`picture_${state.kind}`)}
        </span>
      )}
    </div>
  );
}

/** The same object as long as it says the same: a sample that is fetched again need not be drawn again. */
function useSame(range: AttributionRange | null): AttributionRange | null {
  const { minimum = null, maximum = null, signed = false } = range ?? {};
  return useMemo(
    () => (minimum === null || maximum === null ? null : { minimum, maximum, signed }),
    [minimum, maximum, signed],
  );
}

/** What is different about this map, in its corner; where that is too small the legend alone says it. */
function Remark({ children }: { children: string }) {
  return (
    <span className="absolute bottom-1 left-1 @max-[8rem]:hidden max-w-[90%] truncate rounded bg-black/75 px-1.5 text-tiny text-white">
      {children}
    </span>
  );
}

/** How the canvas is laid over the original: fitted as that is, stretched only where the two are not of one shape. */
function fitOf({ width, height }: Heatmap, aspect: number | null): CSSProperties {
  const imageRendering = width < PIXELATED_BELOW ? 'pixelated' : undefined;
  if (aspect === null || Math.abs(width / height / aspect - 1) < SAME_SHAPE) return { imageRendering };
  return {
    imageRendering,
    objectFit: 'fill',
    width: `min(100%, 100% * ${aspect} / var(--frame-aspect, 1))`,
    height: `min(100%, 100% * var(--frame-aspect, 1) / ${aspect})`,
  };
}
