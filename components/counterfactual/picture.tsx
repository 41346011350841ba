'use client';

import { ImageOff } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import { errorOf } from '@/components/kit/fetch-json';
import { useSentence } from '@/components/kit/sentence';
import { useRetry } from '@/components/map/use-retry';
import type { Size } from './area';

interface Props {
  src: string;
  alt: string;
  /** Whether it is seen. One that is not is loaded all the same, so that it is there at once when it is. */
  isShown?: boolean;
  /** Told the size of the picture, once it is known; null where the picture cannot be had. */
  onSize?(size: Size | null): void;
  /** Stands where the picture cannot be had. */
  fallback: ReactNode;
}

/** A picture scaled to fit its box, its aspect kept. Nothing moves when it comes; one that does not is tried again. */
export function Picture({ src, alt, isShown = true, onSize, fallback }: Props) {
  const image = useRef<HTMLImageElement>(null);
  const { attempt, fail } = useRetry(src);
  /** The address that failed last. */
  const [failed, setFailed] = useState<string | null>(null);
  const isMissing = failed === src;

  const measure = useCallback(
    ({ naturalWidth: width, naturalHeight: height }: HTMLImageElement) => {
      const hasFailed = width === 0;
      setFailed(hasFailed ? src : null);
      if (hasFailed) fail();
      onSize?.(hasFailed ? null : { width, height });
    },
    [src, fail, onSize],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: of each picture, once
  useEffect(() => {
    // A picture that the server's HTML named may have come, or failed, before this code ran.
    if (image.current?.complete) measure(image.current);
  }, []);

  return (
    <>
      {isMissing && isShown && fallback}
      {/* biome-ignore lint/performance/noImgElement: the server makes the picture, Next's optimiser has nothing to add */}
      <img
        key={attempt}
        ref={image}
        src={src}
        alt={alt}
        draggable={false}
        onLoad={(event) => measure(event.currentTarget)}
        onError={(event) => measure(event.currentTarget)}
        className={`absolute inset-0 size-full object-contain ${isShown && !isMissing ? '' : 'invisible'}`}
      />
    </>
  );
}

/** Stands in small for a picture that cannot be had; why is said where it is shown large. */
export function NoPicture() {
  return <ImageOff size={18} aria-hidden className="absolute inset-0 m-auto text-faint" />;
}

/** Why the server does not give a picture. */
export function WhyNot({ src, title }: { src: string; title: string }) {
  const sentence = useSentence();
  const { data: reason } = useSWR(['why not', src], () => reasonOf(src), { keepPreviousData: false });
  return (
    <div role="alert" className="absolute inset-0 grid place-content-center gap-1 p-5 text-center">
      <p className="font-semibold">{title}</p>
      <p className="text-balance text-muted [overflow-wrap:anywhere]">{reason && sentence(reason)}</p>
    </div>
  );
}

/** Null where the picture has come meanwhile. */
async function reasonOf(src: string): Promise<Error | null> {
  const response = await fetch(src);
  return response.ok ? null : errorOf(response);
}
