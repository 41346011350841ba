/* Makes the HTTP server, with limits on what connections of strangers can keep in memory. */
import { createServer } from 'node:http';

/** Maximum size of the headers of a request, bytes: all applications on a host share its cookies, which may take 64 KB. */
const MAX_HEADER_BYTES = 128 * 1024;
/** Time that a client has to send the headers of a request, milliseconds. A connection that sends nothing is closed after it, too. */
const HEADERS_MS = 15_000;
/** How often that is checked, milliseconds. */
const LOOK_MS = 5_000;
/** Connections at once. A browser opens six to a host. */
const MOST_CONNECTIONS = 4_096;
/** How many of them may be without a request in progress. Each may hold unfinished headers. */
const MOST_WITHOUT_REQUEST = 1_024;

/**
 * Creates the server. Of the connections without a request in progress, the oldest gives way to a new one, so that whoever opens
 * thousands of them, and finishes no request, keeps nobody else out.
 *
 * @param {{ headersMs?: number, lookMs?: number, most?: number, mostWithoutRequest?: number }} [limits] lower ones, for tests
 */
export function limitedServer({
  headersMs = HEADERS_MS,
  lookMs = LOOK_MS,
  most = MOST_CONNECTIONS,
  mostWithoutRequest = MOST_WITHOUT_REQUEST,
} = {}) {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headersMs,
    connectionsCheckingInterval: lookMs,
  });
  server.maxConnections = most;

  /** The connections without a request in progress, oldest first. @type {Set<import('node:net').Socket>} */
  const without = new Set();
  server.on('connection', (socket) => {
    without.add(socket);
    socket.once('close', () => without.delete(socket));
    if (without.size <= mostWithoutRequest) return;
    const [oldest] = without;
    without.delete(oldest);
    oldest.destroy();
  });
  server.on('request', ({ socket }, response) => {
    if (!without.delete(socket)) return; // closed, or behind another request
    response.once('close', () => {
      if (socket.writable) without.add(socket);
    });
  });
  return server;
}
