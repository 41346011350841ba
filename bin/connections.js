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
/** How many of them may be without an admitted request in progress. Each may hold unfinished headers. */
const MOST_UNPROTECTED = 1_024;

/**
 * Creates the server. Of the connections without an admitted request in progress, the oldest gives way to a new one. So whoever opens
 * thousands of them, and finishes no request or reads no answer, keeps nobody else out.
 *
 * @param {{ headersMs?: number, lookMs?: number, most?: number, mostUnprotected?: number }} [limits] lower ones, for tests
 * @returns {{ server: import('node:http').Server, protect: (response: import('node:http').ServerResponse) => void }} the server, and
 *   what must be called with the response to a request that was admitted: its connection is kept until it is answered
 */
export function limitedServer({
  headersMs = HEADERS_MS,
  lookMs = LOOK_MS,
  most = MOST_CONNECTIONS,
  mostUnprotected = MOST_UNPROTECTED,
} = {}) {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headersMs,
    connectionsCheckingInterval: lookMs,
  });
  server.maxConnections = most;

  /** The connections without an admitted request in progress, oldest first. @type {Set<import('node:net').Socket>} */
  const unprotected = new Set();
  server.on('connection', (socket) => {
    unprotected.add(socket);
    socket.once('close', () => unprotected.delete(socket));
    if (unprotected.size <= mostUnprotected) return;
    const [oldest] = unprotected;
    unprotected.delete(oldest);
    oldest.destroy();
  });
  const protect = (/** @type {import('node:http').ServerResponse} */ response) => {
    const { socket } = response;
    if (!socket || !unprotected.delete(socket)) return; // closed
    response.once('close', () => {
      if (socket.writable) unprotected.add(socket);
    });
  };
  return { server, protect };
}
