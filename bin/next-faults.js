/* Requests that Next would answer with an error of its own, or with a page that nobody asked for. */
import { isForPrograms } from '../lib/access/decision.js';

/**
 * @typedef {import('../lib/access/target.js').Fault} Fault
 * @typedef {import('node:http').IncomingMessage} Request
 */

/**
 * Makes the function that says what is wrong with a request for Next, by its path below the prefix; null where nothing is. Loads
 * parts of Next, which reads the environment then.
 *
 * @returns {Promise<(request: Request, path: string) => Fault | null>}
 */
export async function makeFaultForNext() {
  const routerState = await import('next/dist/server/app-render/parse-and-validate-flight-router-state.js');
  return ({ method = '', headers }, path) => {
    // There are none in this server; Next would look for one, and so for a form of several parts that is sent to a page.
    if (headers['next-action'] !== undefined) return { status: 404, sentence: 'This server has no Server Actions.' };
    if (method !== 'GET' && method !== 'HEAD' && !isForPrograms(path)) {
      return { status: 405, sentence: `The method ${method} is not supported for pages.`, allow: 'GET, HEAD' };
    }
    try {
      routerState.parseAndValidateFlightRouterState(headers['next-router-state-tree']);
      return null;
    } catch {
      return { status: 400, sentence: 'The header Next-Router-State-Tree is not one of this server.' };
    }
  };
}
