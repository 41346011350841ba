'use client';

import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';

interface Props {
  src: string;
  alt: string;
  /** Shown grey and darker, as the ground of a map. */
  isGround?: boolean;
  /** Laid exactly over the picture. */
  children?: ReactNode;
}

/** An original in a square well: scaled to fit, its aspect kept, whatever lies over it in the same place. */
export function Original({ src, alt, isGround = false, children }: Props) {
  const t = useTranslations('saliency');
  const image = useRef<HTMLImageElement>(null);
  const [aspect, setAspect] = useState(1);
  const [isMissing, setMissing] = useState(false);

  const measure = (element: HTMLImageElement) => {
    if (element.naturalWidth > 0) setAspect(element.naturalWidth / element.naturalHeight);
  };
  useEffect(() => {
    // A picture that the server's HTML named may have come, or failed, before this code ran.
    const element = image.current;
    if (!element?.complete) return;
    if (element.naturalWidth === 0) setMissing(true);
    else setAspect(element.naturalWidth / element.naturalHeight);
  }, []);

  return (
    <div className="relative grid aspect-square w-full place-items-center overflow-hidden rounded-md bg-well">
      <div
        className="relative"
        style={{ width: `${100 * Math.min(1, aspect)}%`, height: `${100 * Math.min(1, 1 / aspect)}%` }}
      >
        {isMissing ? (
          !children && (
            <span className="absolute inset-0 grid place-items-center p-2 text-center text-muted text-small">
              {t('mapMissing')}
            </span>
          )
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
            onError={() => setMissing(true)}
            className={`size-full ${isGround ? 'brightness-[.55] grayscale' : ''}`}
          />
        )}
        {children}
      </div>
    </div>
  );
}
