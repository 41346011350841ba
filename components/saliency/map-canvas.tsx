'use client';

import { type CSSProperties, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { FetchError } from '@/components/kit/fetch-json';
import { infernoTable } from '@/lib/image/colour-map';
import { displayTable, percentileLevel } from '@/lib/image/contrast';
import { type Heatmap, heatmapAt } from './levels';
import { useInView } from './use-in-view';

/** Each map is stretched so that this percentile of its own levels gets the last colour. */
const CLIP_PERCENT = 99.5;

const INFERNO = infernoTable();

/** Up to this width a map is so small that its pixels are shown as squares. */
const PIXELATED_BELOW = 64;

/** Shapes that differ by less than this share are taken for the same: heatmaps are rounded to whole pixels. */
const SAME_SHAPE = 0.02;

type State =
  | { kind: 'waiting' }
  | { kind: 'ready'; heatmap: Heatmap }
  /** With the revision of the job at which it failed. */
  | { kind: 'missing' | 'broken'; revision: string | null };

interface Props {
  /** Address of the heatmap. */
  src: string;
  alt: string;
  /** How much of what lies below shows where the map is not salient, 0–1. */
  blend: number;
  /** Width over height of the original, where it is known: a map of another shape is stretched to it. */
  aspect: number | null;
  /** Of the job: a map that could not be loaded is tried again when the job has grown. */
  revision: string | null;
}

/** A saliency map, coloured in the browser: one table of 256 colours for the map, one look-up a pixel, no request. */
export function MapCanvas({ src, alt, blend, aspect, revision }: Props) {
  const t = useTranslations('saliency');
  const [frame, isInView] = useInView();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [state, setState] = useState<State>({ kind: 'waiting' });

  const hasFailed = (state.kind === 'missing' || state.kind === 'broken') && state.revision === revision;
  const isWanted = isInView && !hasFailed;
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    heatmapAt(src).then(
      (heatmap) => isCurrent && setState({ kind: 'ready', heatmap }),
      (error) => {
        const isMissing = error instanceof FetchError && error.status === 404;
        if (isCurrent) setState({ kind: isMissing ? 'missing' : 'broken', revision });
      },
    );
    return () => {
      isCurrent = false;
    };
  }, [src, isWanted, revision]);

  const heatmap = state.kind === 'ready' ? state.heatmap : null;
  useEffect(() => {
    if (heatmap && canvas.current) draw(canvas.current, heatmap, blend);
  }, [heatmap, blend]);

  return (
    <div ref={frame} className={`absolute inset-0 ${state.kind === 'waiting' ? 'animate-pulse bg-well' : ''}`}>
      <canvas
        ref={canvas}
        role="img"
        aria-label={alt}
        data-state={state.kind}
        className={`absolute inset-0 m-auto size-full object-contain transition-opacity duration-100 ${heatmap ? '' : 'opacity-0'}`}
        style={heatmap ? displayOf(heatmap, aspect) : undefined}
      />
      {(state.kind === 'missing' || state.kind === 'broken') && (
        <span className="absolute inset-0 grid place-items-center bg-well p-2 text-center text-muted text-small">
          {t(state.kind === 'missing' ? 'mapMissing' : 'mapBroken')}
        </span>
      )}
    </div>
  );
}

/** How the canvas is laid over the original: fitted as that is, stretched only where the two are not of one shape. */
function displayOf({ width, height }: Heatmap, aspect: number | null): CSSProperties {
  const imageRendering = width < PIXELATED_BELOW ? 'pixelated' : undefined;
  if (aspect === null || Math.abs(width / height / aspect - 1) < SAME_SHAPE) return { imageRendering };
  const share = (part: number) => `${100 * Math.min(1, part)}%`;
  return { imageRendering, objectFit: 'fill', width: share(aspect), height: share(1 / aspect) };
}

function draw(canvas: HTMLCanvasElement, heatmap: Heatmap, blend: number): void {
  const { width, height, levels, histogram, coloured } = heatmap;
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d');
  if (!context) return;
  if (coloured) {
    context.putImageData(coloured, 0, 0);
    return;
  }
  const table = displayTable(INFERNO, percentileLevel(histogram, CLIP_PERCENT), blend);
  const pixels = new Uint32Array(levels.length);
  for (let i = 0; i < levels.length; i++) pixels[i] = table[levels[i]];
  context.putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), width, height), 0, 0);
}
