'use client';

import { useEffect, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/job-answers';
import type { SampleJson } from '@/lib/api/sample-answers';
import { api } from '@/lib/api/urls';
import { useDisplayStore, useShown } from './display';

interface Props {
  job: JobAnswer;
  sample: SampleJson;
}

/** The ground truth boxes and masks of a sample, over its original, unless the display settings hide them. */
export default function TrueRegions(props: Props) {
  const store = useDisplayStore();
  useEffect(() => store.announceRegions(), [store]);
  return useShown(({ current }) => current.regions) && <Regions {...props} />;
}

/** Boxes and masks, in the pixels of the original that they lie on. */
function Regions({ job, sample }: Props) {
  const t = useTranslations('saliency');
  const id = useId();
  const frame = useRef<SVGSVGElement>(null);
  /** Of the original, in its pixels; null until it has loaded. */
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  useEffect(() => {
    const image = frame.current?.parentElement?.querySelector('img');
    if (!image) return;
    const measure = () =>
      setSize(image.naturalWidth > 0 ? { width: image.naturalWidth, height: image.naturalHeight } : null);
    measure();
    image.addEventListener('load', measure);
    return () => image.removeEventListener('load', measure);
  }, []);
  const nameOf = (label: number) => sample.labels.find((each) => each.id === label)?.name ?? `#${label}`;
  return (
    <svg
      ref={frame}
      data-regions
      viewBox={size ? `0 0 ${size.width} ${size.height}` : undefined}
      className="pointer-events-none absolute inset-0 size-full"
      role="img"
      aria-label={t('regions', { labels: (sample.regions ?? []).map(({ label }) => nameOf(label)).join(', ') })}
    >
      {size &&
        sample.regions?.map(({ label, boxes, maskPath }) => (
          <g key={label} className="pointer-events-auto">
            <title>{t('regions', { labels: nameOf(label) })}</title>
            {maskPath !== null && (
              <>
                <mask id={`${id}${label}`}>
                  <image
                    href={api.mask(job.key, job.generation ?? '-', sample.id, label)}
                    {...size}
                    preserveAspectRatio="none"
                  />
                </mask>
                <rect {...size} mask={`url(#${id}${label})`} fill="#ffd84a" fillOpacity={0.4} pointerEvents="none" />
              </>
            )}
            {boxes.map(([x, y, width, height]) => (
              <g key={`${x} ${y} ${width} ${height}`} fill="none" pointerEvents="visibleStroke">
                {['black', '#ffd84a'].map((colour, index) => (
                  <rect
                    key={colour}
                    x={x}
                    y={y}
                    width={width}
                    height={height}
                    stroke={colour}
                    strokeWidth={index === 0 ? 3.5 : 1.5}
                    vectorEffect="non-scaling-stroke"
                  />
                ))}
              </g>
            ))}
          </g>
        ))}
    </svg>
  );
}
