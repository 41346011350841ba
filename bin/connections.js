/* Makes the HTTP server, with limits on what connections without a token can keep in memory. */
import { createServer } from 'node:http';

/** Maximum size of the headers of a request, bytes: all applications on a host share its cookies, which may take 64 KB. */
const MAX_HEADER_BYTES = 128 * 1024;
/** Time that a client has to send the headers of a request, milliseconds. A connection that sends nothing is closed after it, too. */
const HEADERS_MS = 15_000;
/** How often that is looked at, milliseconds. */
const LOOK_MS = 5_000;
/** A browser opens six connections to a host, so this is enough for 340 of them at once. */
const MOST_CONNECTIONS = 2_048;

/** Creates the server. The limits can be lowered, for tests. @param {{ headersMs?: number, lookMs?: number, most?: number }} [limits] */
export function limitedServer({ headersMs = HEADERS_MS, lookMs = LOOK_MS, most = MOST_CONNECTIONS } = {}) {
  const server = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    headersTimeout: headersMs,
    connectionsCheckingInterval: lookMs,
  });
  server.maxConnections = most;
  return server;
}
