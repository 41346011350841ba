/* Whether the process responds, answered without Next. */

/**
 * Answers a request for `/api/health/live` and returns true; false for any other one. Next would take several turns of the event loop
 * for it, each of them behind a page that is being rendered; this takes one, however many pages wait.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {string} path of the request, below the prefix and without its query
 */
export function answersLive({ method, url }, response, path) {
  // Next refuses other methods, and parameters.
  if (path !== '/api/health/live' || (method !== 'GET' && method !== 'HEAD') || url?.includes('?')) return false;
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(method === 'HEAD' ? undefined : '{"live":true}');
  return true;
}
