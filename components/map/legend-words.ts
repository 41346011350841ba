'use client';

import { useTranslations } from 'use-intl';
import { CLIP_PERCENT, GAMMA } from '@/lib/image/contrast';
import type { Display } from '@/lib/image/display';
import { isRanged, type Kinds } from './shown-maps';

/** What is shown: the kinds of the maps, and whether any is speckled. */
export interface Shown {
  kinds: Kinds;
  hasSpeckled: boolean;
}

/** Describes how maps of these kinds are shown, sentence by sentence: colours, contrast, threshold, and what cannot be compared. */
export function useLegendWords(): (display: Display, shown: Shown) => string[] {
  const t = useTranslations('display');
  return ({ colour, diverging, sign, scale, contrast, top, contours }, { kinds, hasSpeckled }) => {
    const { signed, unsigned, unknown } = kinds;
    const isDiverging = signed && sign === 'all';
    const isShared = scale === 'shared' && isRanged(kinds);
    const isSequential = unsigned || unknown || (signed && !isDiverging);
    return [
      isDiverging && t(`${diverging}Long`),
      signed && sign !== 'all' && t(`${sign}Long`),
      isSequential && t('sequentialLong', { colour: t(colour), signed: String(isDiverging) }),
      t(`${contrast}Long`, { percent: CLIP_PERCENT, gamma: GAMMA, scale: isShared ? 'shared' : 'own' }),
      top < 100 && t('topLong', { percent: top }),
      contours && t('contoursLong'),
      hasSpeckled && t('speckledLong'),
      isShared ? t('sharedLong') : t('ownLong'),
      isShared && unknown && t('unknownLong'),
    ].filter((words) => words !== false);
  };
}

/** A colour bar with labels at its ends. */
export interface KindBar {
  title: string;
  isDiverging: boolean;
  /** The meaning of the colours on the left and on the right. */
  ends: readonly [string, string];
  /** What 0 looks like, shown if there is room. */
  zero?: string;
}

/** A titled colour bar for each kind of map on the page. */
export function useKindBars(): (display: Display, kinds: Kinds) => KindBar[] {
  const t = useTranslations('display');
  return ({ sign, diverging }, { signed, unsigned, unknown }) => {
    const isDiverging = signed && sign === 'all';
    const ends = [t('weak'), t('strong')] as const;
    const bars: KindBar[] = [];
    if (isDiverging)
      bars.push({
        title: t('signedTitle'),
        isDiverging,
        ends: [t('against'), t('for')],
        zero: t(`${diverging}Zero`),
      });
    if (signed && sign !== 'all') bars.push({ title: t(`${sign}Title`), isDiverging: false, ends });
    if (unsigned) bars.push({ title: t('unsignedTitle'), isDiverging: false, ends });
    else if (unknown) bars.push({ title: t(signed ? 'unknownTitle' : 'mapTitle'), isDiverging: false, ends });
    return bars;
  };
}
