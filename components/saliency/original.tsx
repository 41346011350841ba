'use client';

import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

interface Props {
  src: string;
  alt: string;
  /** Shown grey and darker, as the ground of a map. */
  isGround?: boolean;
  /** Laid exactly over the picture, once its shape is known: nothing moves when it comes. */
  children?: ReactNode;
}

/** An original in a square well: scaled to fit, its aspect kept, whatever lies over it in the same place. */
export function Original({ src, alt, isGround = false, children }: Props) {
  const t = useTranslations('saliency');
  const image = useRef<HTMLImageElement>(null);
  const [state, setState] = useState<'waiting' | 'missing' | { aspect: number }>('waiting');

  const measure = useCallback((element: HTMLImageElement) => {
    const { naturalWidth, naturalHeight } = element;
    setState(naturalWidth === 0 ? 'missing' : { aspect: naturalWidth / naturalHeight });
  }, []);
  useEffect(() => {
    // A picture that the server's HTML named may have come, or failed, before this code ran.
    if (image.current?.complete) measure(image.current);
  }, [measure]);

  const aspect = typeof state === 'object' ? state.aspect : 1;
  return (
    <div className="relative grid aspect-square w-full place-items-center overflow-hidden rounded-md bg-well">
      {state === 'missing' ? (
        !children && <span className="p-2 text-center text-muted text-small">{t('mapMissing')}</span>
      ) : (
        // biome-ignore lint/performance/noImgElement: recorded pictures are served as they are
        <img
          ref={image}
          src={src}
          alt={alt}
          loading="lazy"
          decoding="async"
          draggable={false}
          onLoad={(event) => measure(event.currentTarget)}
          onError={() => setState('missing')}
          className={`absolute inset-0 size-full object-contain ${isGround ? 'brightness-[.55] grayscale' : ''}`}
        />
      )}
      {children && state !== 'waiting' && (
        <div
          className="relative"
          style={{ width: `${100 * Math.min(1, aspect)}%`, height: `${100 * Math.min(1, 1 / aspect)}%` }}
        >
          {children}
        </div>
      )}
    </div>
  );
}
