/* Detects requests that Next would answer with an internal error or with the wrong page. */
import { isForPrograms } from '../lib/access/decision.js';

/**
 * @typedef {import('../lib/access/target.js').Fault} Fault
 * @typedef {import('node:http').IncomingMessage} Request
 */

/**
 * Creates a function that returns the fault of a request to Next, given its path without the prefix; null if it has none. Loads parts
 * of Next, which read the environment while they are loaded.
 *
 * @returns {Promise<(request: Request, path: string) => Fault | null>}
 */
export async function makeFaultForNext() {
  const routerState = await import('next/dist/server/app-render/parse-and-validate-flight-router-state.js');
  return ({ method = '', headers }, path) => {
    // This server has no Server Actions; Next would search for one, also for multipart forms sent to a page.
    if (headers['next-action'] !== undefined) return { status: 404, sentence: 'This server has no Server Actions.' };
    if (method !== 'GET' && method !== 'HEAD' && !isForPrograms(path)) {
      return { status: 405, sentence: `The method ${method} is not supported for pages.`, allow: 'GET, HEAD' };
    }
    try {
      routerState.parseAndValidateFlightRouterState(headers['next-router-state-tree']);
      return null;
    } catch {
      return { status: 400, sentence: 'The header Next-Router-State-Tree is invalid.' };
    }
  };
}
