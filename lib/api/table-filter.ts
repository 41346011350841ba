import { type CounterfactualState, counterfactualRequestOf } from './counterfactual-params';
import { facetsRequestOf, orderRequestOf, type SaliencyState } from './search-params';
import type { TablesRequest } from './table-requests';

/** The filter of a view, for its tables: as a request, and as the state that its words are made from. */
export interface TableFilter {
  request: Partial<TablesRequest>;
  state: SaliencyState;
}

/**
 * The filter of the view of a job.
 *
 * @param path of the page
 * @param state its query string as the saliency view reads it
 * @param own the same as the counterfactual view reads it
 */
export function tableFilterOf(path: string, state: SaliencyState, own: CounterfactualState): TableFilter {
  if (path.endsWith('/counterfactual')) {
    const { page, limit, aspect, ids, ...request } = counterfactualRequestOf(own);
    return { request, state: { ...state, labels: own.label === null ? [] : [own.label] } };
  }
  const hasOrder = path.endsWith('/saliency') || path.includes('/samples/');
  return { request: hasOrder ? orderRequestOf(state) : facetsRequestOf(state), state };
}
