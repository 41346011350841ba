'use client';

import { useTranslations } from 'use-intl';
import { colourTable, LEVELS } from '@/lib/image/colour-map';
import { CLIP_PERCENT, GAMMA } from '@/lib/image/contrast';
import type { ColourMap, Display } from '@/lib/image/display';

const STOPS = 16;

/** Colours of a colour map as CSS has them, from the least to the most salient. */
export function rampOf(colour: ColourMap): string[] {
  const table = colourTable(colour);
  return Array.from({ length: STOPS + 1 }, (_, stop) => {
    const entry = table[Math.round((stop * (LEVELS - 1)) / STOPS)];
    return `rgb(${entry & 0xff} ${(entry >> 8) & 0xff} ${(entry >> 16) & 0xff})`;
  });
}

/** A colour map as a CSS gradient. */
export function gradientOf(colour: ColourMap): string {
  return `linear-gradient(90deg,${rampOf(colour).join(',')})`;
}

/** What is shown, in words: explainer where there is but one, colour map, contrast, threshold, and what it does not say. */
export function useLegend(): (display: Display, explainer?: string) => string {
  const t = useTranslations('display');
  return ({ colour, contrast, top, contours }, explainer) =>
    [
      explainer,
      t(colour),
      t(`${contrast}Long`, { percent: CLIP_PERCENT, gamma: GAMMA }),
      top < 100 ? t('topLong', { percent: top }) : null,
      contours ? t('contoursLong') : null,
      t('magnitudes'),
    ]
      .filter(Boolean)
      .join(' · ');
}

/** What the colours of the maps mean, and what they do not. */
export function Legend({ display, explainer }: { display: Display; explainer?: string }) {
  const t = useTranslations('display');
  const words = useLegend()(display, explainer);
  return (
    <span className="flex min-w-0 flex-1 items-center gap-2 text-muted text-small max-wide:basis-full" title={words}>
      <span className="max-[75rem]:hidden">{t('least')}</span>
      <span aria-hidden className="h-2 w-20 shrink-0 rounded-full" style={{ background: gradientOf(display.colour) }} />
      <span className="whitespace-nowrap max-[75rem]:hidden">{t('most')}</span>
      <span className="line-clamp-2 min-w-0 max-wide:line-clamp-none">{words}</span>
    </span>
  );
}
