/* Notes of every request: a histogram for Prometheus, and a line in the log at level debug. */
import { collectDefaultMetrics, Histogram } from 'prom-client';

/** What a request is about, coarsely, so that no address makes a new time series; the first that matches. @type {[string, RegExp][]} */
const KINDS = [
  ['health', /^\/api\/health(\/|$)/],
  ['metrics', /^\/metrics$/],
  ['picture', /^\/api\/jobs\/[^/]+\/images\/|^\/v1\/mindinsight\/explainer\/image$/],
  ['api', /^\/api(\/|$)/],
  ['v1', /^\/v1(\/|$)/],
  ['static', /^\/_next(\/|$)|^\/(icon\.svg|favicon\.ico)$/],
  ['login', /^\/login$/],
  ['page', /^\/($|jobs(\/|$))/],
];

/** @param {string} path */
export const kindOf = (path) => KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other';

/**
 * Begins to measure; returns what is to be called with each request before it is answered.
 *
 * @param {string} basePath
 * @param {import('pino').Logger} log
 */
export function observeRequests(basePath, log) {
  collectDefaultMetrics();
  const histogram = new Histogram({
    name: 'salient_http_request_seconds',
    help: 'How long requests took, by what they were about and how they were answered.',
    labelNames: ['kind', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  return ({ method, url = '/' }, response) => {
    const began = performance.now();
    response.once('close', () => {
      const seconds = (performance.now() - began) / 1000;
      // Without what stands behind the question mark: a token may stand there.
      const path = url.split('?', 1)[0];
      const { statusCode: status } = response;
      histogram.observe({ kind: kindOf(path.slice(basePath.length) || '/'), status }, seconds);
      log.debug({ method, path, status, ms: Math.round(seconds * 1e4) / 10 }, 'request');
    });
  };
}
