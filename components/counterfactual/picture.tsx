'use client';

import { ImageOff } from 'lucide-react';
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import useSWR from 'swr';
import { useTranslations } from 'use-intl';
import { errorOf, FetchError } from '@/components/kit/fetch-error';
import { useSentence } from '@/components/kit/sentence';
import { useRetry } from '@/components/map/use-retry';
import type { Size } from './area';

interface Props {
  src: string;
  alt: string;
  /** Whether it is visible. A hidden picture is loaded too, so that it can be shown without delay. */
  isShown?: boolean;
  /** Called with the size of the picture once it is known; null if the picture cannot be loaded. */
  onSize?(size: Size | null): void;
  /** Shown if the picture cannot be loaded. */
  fallback: ReactNode;
}

/** A picture scaled to fit its box, with its aspect ratio kept. Loading causes no layout shift; failed pictures are retried. */
export function Picture({ src, alt, isShown = true, onSize, fallback }: Props) {
  const image = useRef<HTMLImageElement>(null);
  const { attempt, fail } = useRetry(src);
  /** The URL that failed last. */
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each picture
  useEffect(() => {
    // A picture from the server-rendered HTML may have loaded, or failed, before this code ran.
    if (image.current?.complete) measure(image.current);
  }, []);

  return (
    <>
      {isMissing && isShown && fallback}
      {/* biome-ignore lint/performance/noImgElement: the server creates the picture, Next's optimiser would add nothing */}
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

/** A small placeholder for a picture that cannot be loaded; the large view gives the reason. */
export function NoPicture() {
  return <ImageOff size={18} aria-hidden className="absolute inset-0 m-auto text-faint" />;
}

interface WhyNotProps {
  src: string;
  title: string;
  /** Path of the original, relative to the directory of the job. */
  path: string;
}

/** The reason why the server does not return a picture. */
export function WhyNot({ src, title, path }: WhyNotProps) {
  const t = useTranslations('counterfactual');
  const sentence = useSentence();
  const { data: reason } = useSWR(['why not', src], () => reasonOf(src), { keepPreviousData: false });
  const isGone = reason instanceof FetchError && reason.problem?.code === 'picture-missing';
  return (
    <div role="alert" className="absolute inset-0 grid place-content-center gap-1 p-5 text-center">
      <p className="font-semibold">{isGone ? t('noOriginal') : title}</p>
      <p className="text-balance text-muted [overflow-wrap:anywhere]">
        {isGone ? t('fileMissing', { path }) : reason && sentence(reason)}
      </p>
    </div>
  );
}

/** Null if the picture has become available meanwhile. */
async function reasonOf(src: string): Promise<Error | null> {
  const response = await fetch(src);
  return response.ok ? null : errorOf(response);
}
