import type { ExplainerRegion } from './region';
import { type SaliencyState, serializeSaliencyParams } from './search-params';
import { pages } from './urls';

/** The part of the saliency view's state that a link sets. */
export type SaliencyChange = Partial<SaliencyState>;

/** The saliency view with the samples whose maps of an explainer have at least half of their mass in a region. */
export function regionHref(key: string, state: SaliencyChange, region: ExplainerRegion): string {
  return serializeSaliencyParams(pages.saliency(key), { ...state, region });
}

/**
 * The saliency view with the listed samples.
 *
 * @param ids at most `MAX_IDS`
 * @throws RangeError if there are more
 */
export function samplesHref(key: string, state: SaliencyChange, ids: readonly number[]): string {
  return serializeSaliencyParams(pages.saliency(key), { ...state, samples: [...ids] });
}
