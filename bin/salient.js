#!/usr/bin/env node
/* The command: reads flags, starts the server, prints its address, stops it gracefully. */
import { EventEmitter } from 'node:events';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { SAFE_TOKEN_LENGTH } from '../lib/access/credentials.js';
import { isAllowedHost } from '../lib/access/host.js';
import { makeLog } from '../lib/log.js';
import { helpText, parseCommandLine, toEnvironment, UsageError } from '../lib/settings.js';
import { makeGate } from './access.js';
import { directoryFor, PATTERNS } from './base-path.js';
import { observeRequests } from './requests.js';

const USAGE_ERROR = 2;
/** Maximum length of a URL. Next repeats some URLs twice in response headers, and clients accept 16 KB of headers. */
const MAX_URL_LENGTH = 8_000;
const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} sentence @param {number} code @returns {never} */
function fail(sentence, code) {
  process.stderr.write(`salient: ${sentence}\n`);
  process.exit(code);
}

/** @param {string} sentence */
function warn(sentence) {
  process.stderr.write(`salient: ${sentence}\n`);
}

/** The directory of jobs as an absolute path with links resolved. @param {string} dir */
function directoryOf(dir) {
  try {
    const path = realpathSync(dir);
    if (statSync(path).isDirectory()) return path;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new UsageError(
      code === 'ENOENT' ? `The directory ${dir} does not exist.` : `${dir} cannot be opened (${code}).`,
    );
  }
  throw new UsageError(`${dir} is not a directory.`);
}

function isBuilt() {
  try {
    return statSync(`${root}/.next/${PATTERNS}/list.json`).isFile();
  } catch {
    return false;
  }
}

/** @param {string | undefined} url @param {string} basePath */
const isBelow = (url, basePath) => url?.split('?', 1)[0] === basePath || url?.startsWith(`${basePath}/`);

/**
 * Restores the path prefix that a proxy stripped. Redirects become relative URLs, because some proxies (jupyter-server-proxy) add the
 * prefix to absolute paths and others (nginx) do not.
 *
 * @param {import('node:http').IncomingMessage} request @param {import('node:http').ServerResponse} response @param {string} basePath
 */
function addPrefix(request, response, basePath) {
  request.url = basePath + request.url;
  const steps = '../'.repeat(request.url.split('?', 1)[0].split('/').length - 2);
  const writeHead = response.writeHead.bind(response);
  response.writeHead = (/** @type {any[]} */ ...args) => {
    const headers = args.at(-1);
    const location = headers?.Location ?? response.getHeader('location');
    if (typeof location === 'string' && location.startsWith('/')) {
      delete headers?.Location;
      response.setHeader('location', steps + location.slice(1));
    }
    return writeHead(.../** @type {[number]} */ (args));
  };
}

/** Methods that are forbidden in a Fetch Request, into which Next converts each request. */
const FORBIDDEN_METHODS = new Set(['CONNECT', 'TRACE', 'TRACK']);

const UNREADABLE_STATE = { status: 400, sentence: 'The header Next-Router-State-Tree is invalid.' };

/** The fault of a malformed request, null if there is none. @param {import('node:http').IncomingMessage} request @param {readonly string[]} hosts */
function faultOf({ method = '', url = '', headers }, hosts) {
  if (!isAllowedHost(headers.host, hosts)) {
    return {
      status: 421,
      sentence: `"${headers.host}" is not an accepted host name of this server; --allowed-host adds it.`,
    };
  }
  if (FORBIDDEN_METHODS.has(method)) return { status: 405, sentence: `The method ${method} is not supported.` };
  if (url.length > MAX_URL_LENGTH) {
    return { status: 414, sentence: `The URL is longer than ${MAX_URL_LENGTH} characters.` };
  }
  // Any other prefix is the URL of another server, or could be mistaken for one in a later step.
  if (!/^\/(?![/\\])/.test(url))
    return { status: 400, sentence: 'The path of the URL must begin with exactly one slash.' };
  try {
    decodeURIComponent(url.split('?')[0]);
    return null;
  } catch {
    return { status: 400, sentence: 'The URL contains an invalid % escape.' };
  }
}

/** @param {import('node:http').ServerResponse} response @param {{ status: number, sentence: string }} fault */
function refuse(response, { status, sentence }) {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(`${sentence}\n`);
}

/** @param {import('../lib/settings.js').Settings} settings @param {boolean} dev */
async function serve(settings, dev) {
  const { basePath } = settings;
  if (!dev && !isBuilt()) throw new UsageError('Salient has not been built yet. Run npm run build.');
  /** @type {Record<string, string>} */
  const environment = {
    ...toEnvironment({ ...settings, dir: directoryOf(settings.dir) }),
    NEXT_TELEMETRY_DISABLED: '1',
  };
  // Hides the command line with its token from the process list, which every user of the machine can read.
  if (settings.token !== '') process.title = 'salient';
  Object.assign(process.env, environment, {
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_MANUAL_SIG_HANDLE: 'true',
  });

  const { default: next } = await import('next');
  const routerState = await import('next/dist/server/app-render/parse-and-validate-flight-router-state.js');
  /** Whether Next can parse the router state that its client sends; otherwise it would respond with 500. @param {import('node:http').IncomingMessage} request */
  const hasReadableState = ({ headers }) => {
    try {
      routerState.parseAndValidateFlightRouterState(headers['next-router-state-tree']);
      return true;
    } catch {
      return false;
    }
  };
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => resolve(undefined));
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : settings.port;
  const { gate, token, hosts } = makeGate(settings, port);
  // Next listens for upgrades on this emitter and so receives only those that the gate has admitted.
  const upgrades = new EventEmitter();
  const app = next({
    dev,
    dir: dev ? root : directoryFor(basePath),
    hostname: settings.host,
    port,
    httpServer: /** @type {any} */ (upgrades),
  });
  const log = makeLog(settings.logLevel);
  const observe = observeRequests(basePath, log);
  const prepared = app.prepare();
  const handle = app.getRequestHandler();
  server.on('request', async (request, response) => {
    try {
      const fault = faultOf(request, hosts);
      if (fault === null && !isBelow(request.url, basePath)) addPrefix(request, response, basePath);
      // Next has a URL for its own error page; requesting it directly is a 404.
      if (request.url?.split('?', 1)[0] === `${basePath}/_global-error`) request.url = `${basePath}/_not-found`;
      observe(request, response);
      if (fault) refuse(response, fault);
      else if (await gate.admits(request, response)) {
        await prepared;
        if (hasReadableState(request)) await handle(request, response);
        else refuse(response, UNREADABLE_STATE);
      }
    } catch (error) {
      // Usually the client has closed the connection.
      if (!request.destroyed) log.warn({ error: String(error) }, 'A request could not be answered.');
      response.destroy();
    }
  });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => {}); // the client closed the connection
    if (faultOf(request, hosts) || !gate.admitsUpgrade(request)) socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n');
    else upgrades.emit('upgrade', request, socket, head);
  });
  await prepared;

  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      // Clients with open connections must not keep the server running.
      setTimeout(() => process.exit(0), 3_000).unref();
    });
  }

  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  const address = `http://${host}:${port}${basePath}/`;
  if (token === null) warn(`--no-token: everybody who reaches ${address} may look, other users of this machine too.`);
  else if (token.length < SAFE_TOKEN_LENGTH) warn(`A token under ${SAFE_TOKEN_LENGTH} characters can be guessed.`);
  process.stdout.write(`Salient shows ${environment.SALIENT_DIR} at ${address}${token ? `?token=${token}` : ''}\n`);
}

try {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.kind === 'help') process.stdout.write(helpText());
  else if (command.kind === 'version') {
    process.stdout.write(`${JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).version}\n`);
  } else await serve(command.settings, command.dev);
} catch (error) {
  if (error instanceof UsageError) fail(error.message, USAGE_ERROR);
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') fail('The port is in use by another program; --port 0 uses any free port.', 1);
  fail(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
}
