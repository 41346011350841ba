'use client';

import dynamic from 'next/dynamic';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { NoOriginal } from './no-original';
import { useRetry } from './use-retry';

/** Loaded with the first sample that has ground truth regions. */
const TrueRegions = dynamic(() => import('./true-regions'), { ssr: false });

interface Props {
  src: string;
  alt: string;
  /** Shown in grey as the background of a map, at full brightness or darkened; omitted if it is shown in colour. */
  ground?: keyof typeof GROUNDS;
  /** Path of its file, relative to the directory of the job; named if it cannot be shown. */
  path?: string;
  /** Caption in a saved picture. */
  caption?: string;
  /** Called with the aspect ratio (width over height) of the picture once it is known. */
  onAspect?(aspect: number): void;
  /** Drawn over the picture, instead of what says that it is missing. */
  children?: ReactNode;
  /** The sample whose ground truth regions, if any, are drawn over the picture. */
  on?: { job: JobAnswer; sample: SampleJson };
}

/** The look of the background of a map; if the original is missing, a plain grey of the same brightness, so that colours look the same. */
const GROUNDS = {
  grey: { picture: 'grayscale', missing: 'bg-[#808080]' },
  dark: { picture: 'brightness-[.55] grayscale', missing: 'bg-[#333]' },
};

/** An original, scaled to fit a frame with the aspect ratio of the page (`--frame-aspect`, square by default). Loading causes no layout shift. */
export function Original({ src, alt, ground, path, caption, onAspect, children, on }: Props) {
  const image = useRef<HTMLImageElement>(null);
  const { attempt, fail } = useRetry(src);
  /** The URL that failed last. */
  const [failed, setFailed] = useState<string | null>(null);
  const isMissing = failed === src;
  /** The address that was loaded, or failed, last. */
  const [settled, setSettled] = useState<string | null>(null);

  const measure = useCallback(
    ({ naturalWidth, naturalHeight }: HTMLImageElement) => {
      setSettled(src);
      if (naturalWidth === 0) {
        setFailed(src);
        fail();
      } else {
        setFailed(null);
        onAspect?.(naturalWidth / naturalHeight);
      }
    },
    [onAspect, src, fail],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each picture
  useEffect(() => {
    // A picture from the server-rendered HTML may have loaded, or failed, before this code ran.
    if (image.current?.complete) measure(image.current);
  }, []);

  return (
    <div
      data-frame
      data-caption={caption}
      className={`relative grid aspect-[var(--frame-aspect,1)] w-full place-items-center overflow-hidden rounded-md ${ground && isMissing ? GROUNDS[ground].missing : 'bg-well'}`}
    >
      <div className="picture absolute inset-0">
        {isMissing && !children && (
          <span className="@container absolute inset-0">
            <NoOriginal src={src} path={path} />
          </span>
        )}
        {/* biome-ignore lint/performance/noImgElement: recorded pictures are served unchanged */}
        <img
          key={attempt}
          ref={image}
          src={src}
          alt={alt}
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={(event) => measure(event.currentTarget)}
          onError={(event) => measure(event.currentTarget)}
          className={`absolute inset-0 size-full object-contain ${isMissing ? 'invisible' : ''} ${ground ? GROUNDS[ground].picture : ''}`}
        />
        {children}
        {!isMissing && on?.sample.regions && <TrueRegions {...on} />}
        {/* A map over a photo that is not there yet would be misread. */}
        {ground && <span hidden={settled === src} className="absolute inset-0 bg-track" />}
      </div>
      <span aria-hidden className="spot absolute size-3 rounded-full border border-white outline outline-black/60" />
      <span
        aria-hidden
        data-value
        className="absolute right-1 bottom-1 rounded bg-black/75 px-1.5 text-tiny text-white empty:hidden"
      />
    </div>
  );
}
