#!/usr/bin/env node
/* The command: reads flags, starts the server, prints its address. */
import { EventEmitter } from 'node:events';
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SAFE_TOKEN_LENGTH } from '../lib/access/credentials.js';
import { isForPrograms, isOpenPath } from '../lib/access/decision.js';
import { targetOf } from '../lib/access/target.js';
import { makeLog } from '../lib/log.js';
import { printable, printableLines, printOnlyPrintable } from '../lib/printable.js';
import {
  asS3,
  basesOf,
  directoryInStore,
  helpText,
  isInStore,
  parseCommandLine,
  toEnvironment,
  UsageError,
} from '../lib/settings.js';
import { makeGate } from './access.js';
import { directoryFor, PATTERNS } from './base-path.js';
import { limitedServer } from './connections.js';
import { exportTable } from './export.js';
import { boundHeaps } from './heaps.js';
import { answersLive } from './live.js';
import { marks } from './marks.js';
import { makeFaultForNext } from './next-faults.js';
import { oneAtATime } from './one-at-a-time.js';
import { pageQueue } from './page-queue.js';
import { report } from './report.js';
import { observeRequests } from './requests.js';
import { stopOnSignals } from './stop.js';
import { survey } from './survey.js';

const USAGE_ERROR = 2;
const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} sentence @param {number} code @returns {never} */
function fail(sentence, code) {
  warn(sentence);
  process.exit(code);
}

/** @param {string} sentence */
function warn(sentence) {
  process.stderr.write(`salient: ${printable(sentence)}\n`);
}

/** The directories of jobs, with their names where there are several. @param {string} dir */
function directoriesOf(dir) {
  return basesOf(dir)
    .map(({ name, path }) => (name === '' ? '' : `${name}=`) + directoryOf(path))
    .join('\n');
}

/** A directory of jobs as an absolute path with links resolved, or in an object store. @param {string} dir */
function directoryOf(dir) {
  if (isInStore(dir)) return asS3(directoryInStore(dir));
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

/** @param {import('../lib/settings.js').Settings} settings @throws {UsageError} if a token can be guessed, or tokens contradict each other */
function checkToken({ token, viewToken, noToken, allowShortToken, tokenInPath }) {
  if (viewToken !== '' && noToken) throw new UsageError('--view-token and --no-token cannot be combined.');
  if (viewToken !== '' && viewToken === token) throw new UsageError('--view-token must differ from --token.');
  if (viewToken !== '' && tokenInPath) throw new UsageError('--view-token and --token-in-path cannot be combined.');
  // Each path gets its own copy of the build, which is kept.
  if (tokenInPath && (token === '' || noToken)) throw new UsageError('--token-in-path needs a fixed --token.');
  const short = [token, viewToken].find((one) => one !== '' && one.length < SAFE_TOKEN_LENGTH);
  if (noToken || allowShortToken || short === undefined) return;
  throw new UsageError(
    `A token of ${short.length} characters can be guessed; at least ${SAFE_TOKEN_LENGTH} are required. --allow-short-token accepts it.`,
  );
}

/** @param {string | undefined} url @param {string} basePath */
const isBelow = (url, basePath) => url?.split('?', 1)[0] === basePath || url?.startsWith(`${basePath}/`);

/**
 * Adds the prefix that a proxy removed. Redirects become relative, because some of those proxies (jupyter-server-proxy) add the prefix
 * to an absolute path, and others (nginx) do not.
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

/** @param {import('node:http').ServerResponse} response @param {import('../lib/access/target.js').Fault} fault */
function refuse(response, { status, sentence, allow }) {
  if (allow !== undefined) response.setHeader('Allow', allow);
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(`${sentence}\n`);
}

/** Loads Next's configuration, which it keeps: where it loads it itself, it prints how long that took. @param {string} dir @param {boolean} dev */
async function loadConfig(dir, dev) {
  const { PHASE_DEVELOPMENT_SERVER, PHASE_PRODUCTION_SERVER } = await import('next/constants.js');
  const { default: exported } = await import('next/dist/server/config.js');
  const load = /** @type {any} */ (exported).default;
  await load(dev ? PHASE_DEVELOPMENT_SERVER : PHASE_PRODUCTION_SERVER, resolve(dir));
}

/** @param {import('../lib/settings.js').Settings} settings @param {boolean} dev */
async function serve(settings, dev) {
  const { basePath } = settings;
  if (!dev && !isBuilt()) throw new UsageError('Salient has not been built yet; run npm run build.');
  checkToken(settings);
  boundHeaps(basesOf(settings.dir).some(({ path }) => isInStore(path)));
  /** @type {Record<string, string>} */
  const environment = {
    ...toEnvironment({ ...settings, dir: directoriesOf(settings.dir) }),
    NEXT_TELEMETRY_DISABLED: '1',
    // It is pinned to a version that runs on Node 20.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
  };
  // The command line, with tokens and passwords, is visible to all users in the process list.
  if ([settings.token, settings.viewToken, settings.database].some((secret) => secret !== ''))
    process.title = 'salient';
  Object.assign(process.env, environment, {
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_MANUAL_SIG_HANDLE: 'true',
  });

  const { default: next } = await import('next');
  const faultForNext = await makeFaultForNext();
  const { server, protect } = limitedServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => resolve(undefined));
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound ? bound.port : settings.port;
  const { gate, token, allowedHosts } = makeGate(settings, port);
  process.env.SALIENT_BASE_PATH = gate.servedPath; // for Next's configuration
  // Given its own emitter, Next does not listen for upgrades on our server.
  const upgrades = new EventEmitter();
  const dir = dev ? root : directoryFor(gate.servedPath);
  const prepare = async () => {
    await loadConfig(dir, dev);
    const httpServer = /** @type {any} */ (upgrades);
    const app = next({ dev, dir, hostname: settings.host, port, httpServer });
    await app.prepare();
    return app.getRequestHandler();
  };
  // Nothing is awaited between listening and here: a request without a listener would never be answered.
  const prepared = prepare();
  const log = makeLog(settings.logLevel);
  const observe = observeRequests((url) => gate.pathOf(url), log);
  const inTurn = pageQueue();
  const answer = oneAtATime(async (request, response) => {
    try {
      // Data after an upgrade request could be mistaken for the next request.
      if (request.headers.upgrade !== undefined) response.setHeader('Connection', 'close');
      const target = targetOf(request, { allowedHosts, basePath });
      if ('sentence' in target) {
        observe(request, response);
        refuse(response, target);
        return;
      }
      request.url = target.url;
      request.headers.host = target.host;
      if (!isBelow(request.url, basePath)) addPrefix(request, response, basePath);
      // Next's error page has a URL of its own, which must not be requested.
      if (gate.pathOf(request.url) === '/_global-error') request.url = `${basePath}/_not-found`;
      observe(request, response);
      if (!(await gate.admits(request, response))) return;
      const path = gate.pathOf(request.url);
      if (!isOpenPath(path)) protect(response);
      if (answersLive(request, response, path)) return;
      const handle = await prepared;
      const fault = faultForNext(request, path);
      if (fault) refuse(response, fault);
      else if (isForPrograms(path)) await handle(request, response);
      else await inTurn(path, response, () => handle(request, response));
    } catch (error) {
      // Usually the client has disconnected.
      if (!request.destroyed) log.warn({ error: String(error) }, 'A request could not be answered.');
      response.destroy();
    }
  });
  server.on('request', answer);
  // In production there is no listener for upgrades, so node:http answers such requests as normal ones.
  if (dev) {
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {}); // the client may disconnect first
      const target = targetOf(request, { allowedHosts, basePath });
      if ('sentence' in target || !gate.admitsUpgrade(request)) {
        socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\n', () => socket.destroy());
      } else upgrades.emit('upgrade', request, socket, head);
    });
  }
  await prepared;
  stopOnSignals(server, { withInput: settings.stopWithInput });

  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  const address = `http://${host}:${port}${basePath}/`;
  if (token === null)
    warn(`--no-token: anyone who can reach ${address} has access, including other users of this machine.`);
  else if (token.length < SAFE_TOKEN_LENGTH) warn(`A token under ${SAFE_TOKEN_LENGTH} characters can be guessed.`);
  process.stdout.write(
    `Salient shows ${printable(environment.SALIENT_DIR.replaceAll('\n', ', '))} at ${address}${token ? `?token=${token}` : ''}\n`,
  );
}

try {
  const [first, ...rest] = process.argv.slice(2);
  if (first === 'survey') process.exit(await survey(rest));
  if (first === 'marks') process.exit(await marks(rest));
  if (first === 'report') process.exit(await report(rest));
  if (first === 'export') process.exit(await exportTable(rest));
  const command = parseCommandLine(process.argv.slice(2));
  // Next prints the messages of errors as they are; what it prints in development has colours.
  if (command.kind === 'serve' && !command.dev) printOnlyPrintable();
  if (command.kind === 'help') process.stdout.write(helpText());
  else if (command.kind === 'version') {
    process.stdout.write(`${JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).version}\n`);
  } else await serve(command.settings, command.dev);
} catch (error) {
  if (error instanceof UsageError) fail(error.message, USAGE_ERROR);
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') fail('The port is in use by another program; --port 0 uses any free port.', 1);
  process.stderr.write(`salient: ${printableLines(error instanceof Error ? String(error.stack) : String(error))}\n`);
  process.exit(1);
}
