'use client';

import { useTranslations } from 'use-intl';
import type { Display } from '@/lib/image/display';
import type { Kinds } from './shown-maps';

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
