'use client';

import { type CSSProperties, useCallback, useEffect, useId, useMemo, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { LEVELS } from '@/lib/image/colour-map';
import { type AttributionRange, attributionAt, constantLevel } from '@/lib/image/scale';
import { attributionText } from './attribution';
import { CellRemark, FaultCell, faultText, LoadingCell } from './cell-state';
import { Contours } from './contour-lines';
import { useDisplayStore, useShown } from './display';
import { type Heatmap, PIXELATED_BELOW } from './levels';
import { Painter } from './painter';
import { isRanged, type ShownMap } from './shown-maps';
import { offerReader, readerOf } from './spot';
import { useHeatmap } from './use-heatmap';
import { useInView } from './use-in-view';
import { usePixelSize } from './use-pixel-size';

/** Aspect ratios that differ by less than this share are considered equal: heatmaps are rounded to whole pixels. */
const SAME_SHAPE = 0.02;

interface Props {
  /** URL of the heatmap. */
  src: string;
  /** Path of its file, relative to the directory of the job. */
  path: string;
  alt: string;
  /** Index of the explainer. */
  explainer: number;
  /** The attributions of its levels; null if they were not recorded. */
  range: AttributionRange | null;
  /** Width over height of the original, if known: a map with another aspect ratio is stretched to it. */
  aspect: number | null;
  /** Revision of the job: when it changes, a map that failed to load is retried at once. */
  revision: string | null;
  /** Makes the heatmap, if it is not to be fetched from `src`, which then only identifies it. */
  load?(src: string): Promise<Heatmap>;
  /** Shows the map large; omitted if that is not possible. */
  onOpen?(): void;
  /** The name of the button that does so. */
  openLabel?: string;
}

/** A saliency map, coloured in the browser with the settings of the nearest `DisplayProvider`, without a request and without a render. */
export function MapCanvas({
  src,
  path,
  alt,
  explainer,
  range: given,
  aspect,
  revision,
  load,
  onOpen,
  openLabel,
}: Props) {
  const t = useTranslations('cell');
  const store = useDisplayStore();
  const range = useSame(given);
  const note = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const shown = useRef<{ painter: Painter; map: ShownMap } | null>(null);
  const isStale = useRef(false);
  const pixelSize = useRef(1);

  const paint = useCallback(() => {
    isStale.current = false;
    const { painter, map } = shown.current ?? {};
    if (map) painter?.paint(store.maps.scaleOf(map, store.current), store.current, pixelSize.current);
  }, [store]);
  const { element, wasInView, isNear } = useInView(() => isStale.current && paint());
  const repaint = useCallback(() => {
    // A map far outside the window is drawn when it comes near.
    if (isNear.current) paint();
    else isStale.current = true;
  }, [paint, isNear]);

  // The shared scale depends on all its maps and must not change while the page scrolls, so all of them are loaded.
  const isShared = useShown(({ current }) => current.scale === 'shared' && range !== null);
  const isAlone = useShown(({ current, maps }) => current.scale === 'shared' && range === null && isRanged(maps.kinds));
  const { state, retry } = useHeatmap(src, wasInView || isShared, revision, load);
  const heatmap = state.kind === 'ready' ? state.heatmap : null;
  usePixelSize(pixelSize, element, heatmap, repaint);

  // A map that cannot be shown has no colours to explain.
  const isShowable = state.kind === 'waiting' || state.kind === 'ready';
  useEffect(
    () => (isShowable ? store.announce({ explainer, address: src, range }) : undefined),
    [store, explainer, src, range, isShowable],
  );
  useEffect(() => {
    if (!heatmap || !canvas.current) return;
    const painter = Painter.on(canvas.current, heatmap);
    const map = { address: src, explainer, heatmap, range };
    const remove = heatmap.coloured ? null : store.add(map);
    shown.current = painter && { painter, map };
    paint();
    const unsubscribe = store.subscribe(repaint);
    return () => {
      unsubscribe();
      remove?.();
    };
  }, [heatmap, store, paint, repaint, src, explainer, range]);
  useEffect(() => {
    if (!heatmap || heatmap.coloured || !canvas.current) return;
    return offerReader(canvas.current, readerOf(heatmap, range, aspect ?? heatmap.width / heatmap.height));
  }, [heatmap, range, aspect]);

  const fit = heatmap ? fitOf(heatmap, aspect) : undefined;
  const constant = heatmap && !heatmap.coloured ? constantText(heatmap, range) : null;
  const fault = state.kind === 'waiting' || state.kind === 'ready' ? null : state.kind;
  const remark = heatmap ? remarkOf(heatmap, given, isAlone, t) : null;
  return (
    <div ref={element} className="@container absolute inset-0" aria-busy={state.kind === 'waiting'}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={alt}
        aria-describedby={heatmap && constant === null && remark === null ? undefined : note}
        data-state={state.kind}
        className={`absolute inset-0 m-auto size-full object-contain ${heatmap ? '' : 'opacity-0'}`}
        style={fit}
      />
      {heatmap && !heatmap.coloured && constant === null && <Contours heatmap={heatmap} range={range} fit={fit} />}
      {constant !== null ? (
        <CellRemark id={note} place="top">
          {t('constant', { value: constant })}
        </CellRemark>
      ) : (
        remark !== null && (
          <CellRemark id={note} place="bottom">
            {remark}
          </CellRemark>
        )
      )}
      <LoadingCell id={note} isLoading={state.kind === 'waiting'} />
      {fault !== null && <FaultCell id={note} fault={fault} path={path} onRetry={retry} />}
      {onOpen && (
        <button
          type="button"
          aria-label={openLabel}
          // In a narrow cell there is no room for these words.
          title={fault === null ? undefined : faultText(t(fault), fault, path)}
          onClick={onOpen}
          className="absolute inset-0 cursor-[inherit] rounded-md"
        />
      )}
    </div>
  );
}

/** What differs about a map from the others, for its corner; null if nothing does. */
function remarkOf(
  { coloured }: Heatmap,
  range: AttributionRange | null,
  isAlone: boolean,
  t: ReturnType<typeof useTranslations<'cell'>>,
): string | null {
  if (coloured) return t('coloured');
  const words = [
    isAlone && t('ownScale'),
    range?.extremes &&
      t('clipped', {
        minimum: attributionText(range.extremes.minimum),
        maximum: attributionText(range.extremes.maximum),
      }),
  ].filter((word) => typeof word === 'string');
  return words.length > 0 ? words.join(' · ') : null;
}

/** The text for a constant map; null if the map is not constant. */
function constantText({ histogram }: Heatmap, range: AttributionRange | null): string | null {
  const level = constantLevel(histogram);
  if (level === null) return null;
  return attributionText(range ? attributionAt(range, level) : Number((level / (LEVELS - 1)).toFixed(2)));
}

/** Returns the same object while it is equal: a sample that is fetched again need not be redrawn. */
function useSame(range: AttributionRange | null): AttributionRange | null {
  const { minimum = null, maximum = null, signed = false } = range ?? {};
  return useMemo(
    () => (minimum === null || maximum === null ? null : { minimum, maximum, signed }),
    [minimum, maximum, signed],
  );
}

/** How the canvas is fitted to the original: stretched only if their aspect ratios differ. */
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
