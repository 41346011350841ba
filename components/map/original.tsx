'use client';

import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { MissingFile } from './cell-state';
import { useRetry } from './use-retry';

interface Props {
  src: string;
  alt: string;
  /** Shown grey as the ground of a map, as bright as it is or darkened; left out where it is shown in its colours. */
  ground?: keyof typeof GROUNDS;
  /** Of its file, relative to the directory of the job; said where the file is missing. */
  path?: string;
  /** What the picture is, where it is taken along. */
  caption?: string;
  /** Told the width over the height of the picture, once it is known. */
  onAspect?(aspect: number): void;
  /** Laid over the picture. */
  children?: ReactNode;
}

/** How the ground of a map looks; where its original is missing, a plain grey as bright as the ground, so that colours read the same. */
const GROUNDS = {
  grey: { picture: 'grayscale', missing: 'bg-[#808080]' },
  dark: { picture: 'brightness-[.55] grayscale', missing: 'bg-[#333]' },
};

/** An original in a frame of the page's aspect (`--frame-aspect`, square without): scaled to fit, its own aspect kept. Nothing moves when it is loaded. */
export function Original({ src, alt, ground, path, caption, onAspect, children }: Props) {
  const image = useRef<HTMLImageElement>(null);
  const { attempt, fail } = useRetry(src);
  /** The address that failed last. */
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: of each picture, once
  useEffect(() => {
    // A picture that the server's HTML named may have come, or failed, before this code ran.
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
            <MissingFile path={path} />
          </span>
        )}
        {/* biome-ignore lint/performance/noImgElement: recorded pictures are served as they are */}
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
        {/* A map over a photo that is not there yet would be misread. */}
        {ground && settled !== src && <span className="absolute inset-0 bg-track motion-safe:animate-pulse" />}
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
