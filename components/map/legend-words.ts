import type { useTranslations } from 'use-intl';
import { CLIP_PERCENT, GAMMA } from '@/lib/image/contrast';
import type { Display } from '@/lib/image/display';
import { isRanged, type Kinds } from './shown-maps';

type DisplayTranslations = ReturnType<typeof useTranslations<'display'>>;

/** What is shown: the kinds of the maps, and whether any is speckled. */
export interface Shown {
  kinds: Kinds;
  hasSpeckled: boolean;
}

/** Describes how maps of these kinds are shown, sentence by sentence: colours, contrast, threshold, and what cannot be compared. */
export function legendWords(t: DisplayTranslations, display: Display, { kinds, hasSpeckled }: Shown): string[] {
  const { colour, diverging, sign, scale, contrast, top, contours } = display;
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
}
