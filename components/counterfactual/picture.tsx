'use client';

import { ImageOff } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import { errorOf } from '@/components/kit/fetch-json';
import type { Size } from './area';

interface Props {
  src: string;
  alt: string;
  /** Of the job: a picture that failed is tried again when the job has grown. */
  revision: string | null;
  /** Whether it is seen. One that is not is loaded all the same, so that it is there at once when it is. */
  isShown?: boolean;
  /** Told the size of the picture, once it is known; null where the picture cannot be had. */
  onSize?(size: Size | null): void;
  /** Stands where the picture cannot be had. */
  fallback?: ReactNode;
}

/** A picture scaled to fit its box, its aspect kept. Nothing moves when it comes. */
export function Picture({ src, alt, revision, isShown = true, onSize, fallback }: Props) {
  const image = useRef<HTMLImageElement>(null);
  const attempt = `${revision} ${src}`;
  const [failed, setFailed] = useState<string | null>(null);
  const fail = useCallback(() => {
    setFailed(attempt);
    onSize?.(null);
  }, [attempt, onSize]);
  const measure = useCallback(
    ({ naturalWidth, naturalHeight }: HTMLImageElement) => {
      if (naturalWidth === 0) fail();
      else onSize?.({ width: naturalWidth, height: naturalHeight });
    },
    [fail, onSize],
  );
  useEffect(() => {
    // A picture that the server's HTML named may have come, or failed, before this code ran.
    if (image.current?.complete) measure(image.current);
  }, [measure]);

  if (failed === attempt) return isShown && fallback;
  return (
    // biome-ignore lint/performance/noImgElement: the server makes the picture, Next's optimiser has nothing to add
    <img
      ref={image}
      src={src}
      alt={alt}
      draggable={false}
      onLoad={(event) => measure(event.currentTarget)}
      onError={fail}
      className={`absolute inset-0 size-full object-contain ${isShown ? '' : 'invisible'}`}
    />
  );
}

/** Stands in small for a picture that cannot be had; why is said where it is shown large. */
export function NoPicture() {
  return <ImageOff size={18} aria-hidden className="absolute inset-0 m-auto text-faint" />;
}

/** Why the server does not give a picture, in its own words. */
export function WhyNot({ src, title }: { src: string; title: string }) {
  const { data: reason } = useSWR(['why not', src], () => reasonOf(src), { keepPreviousData: false });
  return (
    <div role="alert" className="absolute inset-0 grid place-content-center gap-1 p-5 text-center">
      <p className="font-semibold">{title}</p>
      <p className="text-balance text-muted [overflow-wrap:anywhere]">{reason}</p>
    </div>
  );
}

async function reasonOf(src: string): Promise<string> {
  const response = await fetch(src);
  return response.ok ? '' : (await errorOf(response)).message;
}
