import type { useTranslations } from 'use-intl';
import type { JobAnswer } from '@/lib/api/answers';
import { LAYOUTS, loadSaliencyParams, type SaliencyState, serializeSaliencyParams } from '@/lib/api/search-params';
import { pages } from '@/lib/api/urls';
import { COLOUR_MAPS, DIVERGING_MAPS } from '@/lib/image/display';
import type { Destination } from './destinations';

/** The current location: path and query of the URL. */
export interface Location {
  path: string;
  query: string;
}

/**
 * Commands that change how maps are shown: each is the current URL with one setting changed, or that of the saliency view if the
 * current view shows no maps.
 *
 * @param t translations from the root
 */
export function mapCommands(
  { key, explainerNames }: Pick<JobAnswer, 'key' | 'explainerNames'>,
  { path, query }: Location,
  t: ReturnType<typeof useTranslations<never>>,
): Destination[] {
  const saliency = pages.saliency(key);
  const isSaliency = path === saliency;
  const hasMaps = isSaliency || path.startsWith(`/jobs/${key}/samples/`);
  const state = loadSaliencyParams(new URLSearchParams(hasMaps ? query : ''));
  const change = (name: string, values: Partial<SaliencyState>, isEverywhere = false): Destination => {
    const base = isSaliency || (isEverywhere && hasMaps) ? path + query : saliency;
    return { id: `set ${JSON.stringify(values)}`, name, href: serializeSaliencyParams(base, values) };
  };
  return [
    ...COLOUR_MAPS.map((colour) => change(t('palette.colour', { name: t(`display.${colour}`) }), { colour }, true)),
    ...DIVERGING_MAPS.map((diverging) =>
      change(t('palette.signed', { name: t(`display.${diverging}`) }), { diverging, sign: 'all' }, true),
    ),
    ...LAYOUTS.map((layout) => change(t('palette.layout', { name: t(`display.${layout}`) }), { layout })),
    ...explainerNames.flatMap((name, explainer) => {
      const isHidden = state.hide.includes(explainer);
      const hide = isHidden ? state.hide.filter((other) => other !== explainer) : [...state.hide, explainer];
      return [
        change(t(isHidden ? 'palette.show' : 'palette.hide', { name }), { layout: 'rows', hide }),
        change(t('palette.onWall', { name }), { layout: 'wall', wall: explainer }),
      ];
    }),
  ];
}
