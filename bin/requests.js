/* Records every request: in a histogram for Prometheus, and at level debug in the log. */
import { collectDefaultMetrics, Histogram } from 'prom-client';

/** Kinds of requests. They are few, so that no URL creates a new time series; the first match counts. @type {[string, RegExp][]} */
const KINDS = [
  ['health', /^\/api\/health(\/|$)/],
  ['metrics', /^\/metrics$/],
  ['picture', /^\/api\/jobs\/[^/]+\/images\/|^\/v1\/mindinsight\/explainer\/image$/],
  ['api', /^\/api(\/|$)/],
  ['v1', /^\/v1(\/|$)/],
  ['static', /^\/_next(\/|$)|^\/(icon\.svg|favicon\.ico)$/],
  ['login', /^\/login$/],
  ['page', /^\/($|jobs(\/|$)|compare$)/],
];

/** @param {string} path */
export const kindOf = (path) => KINDS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'other';

/**
 * Starts measuring; returns a function that must be called with each request before it is answered.
 *
 * @param {(url: string) => string} pathOf returns the path of a URL, without prefix, session and query
 * @param {import('pino').Logger} log
 */
export function observeRequests(pathOf, log) {
  collectDefaultMetrics();
  const histogram = new Histogram({
    name: 'salient_http_request_seconds',
    help: 'Duration of requests by kind and status.',
    labelNames: ['kind', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
  });
  /** @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response */
  return ({ method, url = '/' }, response) => {
    const began = performance.now();
    response.once('close', () => {
      const seconds = (performance.now() - began) / 1000;
      const path = pathOf(url);
      const { statusCode: status } = response;
      histogram.observe({ kind: kindOf(path), status }, seconds);
      log.debug({ method, path, status, ms: Math.round(seconds * 1e4) / 10 }, 'request');
    });
  };
}
