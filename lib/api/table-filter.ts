import { counterfactualRequestOf, loadCounterfactualParams } from './counterfactual-params';
import { facetsRequestOf, loadSaliencyParams, orderRequestOf, type SaliencyState } from './search-params';
import type { TablesRequest } from './table-requests';

/** The filter of a view, for its tables: as a request, and as the state that its words are made from. */
export interface TableFilter {
  request: Partial<TablesRequest>;
  state: SaliencyState;
}

/**
 * The filter of the view of a job at an address.
 *
 * @param path of the page
 * @param search its query string
 */
export function tableFilterOf(path: string, search: string): TableFilter {
  const state = loadSaliencyParams(search);
  if (path.endsWith('/counterfactual')) {
    const own = loadCounterfactualParams(search);
    const { page, limit, aspect, ids, ...request } = counterfactualRequestOf(own);
    return { request, state: { ...state, labels: own.label === null ? [] : [own.label] } };
  }
  const hasOrder = path.endsWith('/saliency') || path.includes('/samples/');
  return { request: hasOrder ? orderRequestOf(state) : facetsRequestOf(state), state };
}
