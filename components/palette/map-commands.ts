import type { useTranslations } from 'use-intl';
import { orderedExplainers, placed } from '@/lib/api/explainer-order';
import type { JobAnswer } from '@/lib/api/job-answers';
import {
  LAYOUTS,
  loadJobParams,
  loadSaliencyParams,
  type SaliencyState,
  serializeJobParams,
  serializeSaliencyParams,
} from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { COLOUR_MAPS, DIVERGING_MAPS } from '@/lib/image/display';
import type { Destination } from './destinations';
import { KEYWORDS } from './keywords';

/** A command as the address that it opens. */
export interface MapCommand extends Destination {
  keywords: readonly string[];
}

/** The current location: path and query of the URL. */
export interface Location {
  path: string;
  query: string;
}

/**
 * Commands that change how maps are shown: each is the current URL with one setting changed, or that of the saliency view if the
 * current view shows no maps. The order of the explainers is kept.
 *
 * @param t translations from the root
 */
export function mapCommands(
  { key, explainerNames }: Pick<JobAnswer, 'key' | 'explainerNames'>,
  { path, query }: Location,
  t: ReturnType<typeof useTranslations<never>>,
): MapCommand[] {
  const isInJob = path.startsWith(`/jobs/${key}/`);
  const order = loadJobParams(new URLSearchParams(isInJob ? query : ''));
  const saliency = pages.saliency(key);
  const isSaliency = path === saliency;
  const hasMaps = isSaliency || path.startsWith(`/jobs/${key}/samples/`);
  const state = loadSaliencyParams(new URLSearchParams(hasMaps ? query : ''));
  const change = (
    name: string,
    keywords: readonly string[],
    values: Partial<SaliencyState>,
    isEverywhere = false,
  ): MapCommand => {
    const isHere = isSaliency || (isEverywhere && hasMaps);
    const base = isHere ? path + query : serializeJobParams(saliency, order);
    return { id: `set ${JSON.stringify(values)}`, name, keywords, href: serializeSaliencyParams(base, values) };
  };
  /** Pins an explainer as the last of the pinned ones, or unpins it as the first of the others, in any view of the job. */
  const pin = (name: string, explainer: number): MapCommand => {
    const isPinned = order.pin.includes(explainer);
    const others = orderedExplainers(explainerNames, order).filter((other) => !order.pin.includes(other));
    const before = isPinned ? (others[0] ?? null) : null;
    const next = placed(explainerNames, order, explainer, { before, isPinned: !isPinned });
    return {
      id: `pin ${explainer}`,
      name: t(isPinned ? 'palette.unpin' : 'palette.pin', { name }),
      keywords: isPinned ? KEYWORDS.unpin : KEYWORDS.pin,
      href: serializeJobParams(isInJob ? path + query : saliency, next),
    };
  };
  return [
    { id: 'compare', name: t('palette.compare'), keywords: KEYWORDS.compare, href: pages.compare(key) },
    ...LAYOUTS.map((layout) =>
      change(t('palette.layout', { name: t(`display.${layout}`) }), [...KEYWORDS.layout, ...KEYWORDS[layout]], {
        layout,
      }),
    ),
    change(t('palette.mapSize', { name: t('display.fit') }), KEYWORDS.fit, { layout: 'rows', px: 'fit' }),
    change(
      t(state.contours ? 'palette.hideContours' : 'palette.showContours'),
      KEYWORDS.contours,
      { contours: !state.contours },
      true,
    ),
    ...COLOUR_MAPS.map((colour) =>
      change(t('palette.colour', { name: t(`display.${colour}`) }), KEYWORDS.colour, { colour }, true),
    ),
    ...DIVERGING_MAPS.map((diverging) =>
      change(
        t('palette.signed', { name: t(`display.${diverging}`) }),
        KEYWORDS.signed,
        { diverging, sign: 'all' },
        true,
      ),
    ),
    ...explainerNames.flatMap((name, explainer) => {
      const isHidden = state.hide.includes(explainer);
      const hide = isHidden ? state.hide.filter((other) => other !== explainer) : [...state.hide, explainer];
      return [
        change(t(isHidden ? 'palette.show' : 'palette.hide', { name }), isHidden ? KEYWORDS.show : KEYWORDS.hide, {
          layout: 'rows',
          hide,
        }),
        change(t('palette.onWall', { name }), KEYWORDS.wall, { layout: 'wall', wall: explainer }),
        pin(name, explainer),
      ];
    }),
  ];
}
