#!/usr/bin/env node
/* The command: reads flags, starts the server, prints its address, stops it gracefully. */
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { helpText, parseCommandLine, toEnvironment, UsageError } from '../lib/settings.js';

const WRONG_USE = 2;
const root = fileURLToPath(new URL('..', import.meta.url));

/** @param {string} sentence @param {number} code @returns {never} */
function fail(sentence, code) {
  process.stderr.write(`salient: ${sentence}\n`);
  process.exit(code);
}

/** The directory of jobs, absolute and with links resolved. @param {string} dir */
function directoryOf(dir) {
  try {
    const path = realpathSync(dir);
    if (statSync(path).isDirectory()) return path;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : error;
    throw new UsageError(code === 'ENOENT' ? `There is no directory ${dir}.` : `${dir} cannot be opened (${code}).`);
  }
  throw new UsageError(`${dir} is no directory.`);
}

function isBuilt() {
  try {
    return statSync(`${root}/.next/BUILD_ID`).isFile();
  } catch {
    return false;
  }
}

/** Whether every escape in the path of an address stands for a character. @param {string} url */
function isAddress(url) {
  try {
    decodeURIComponent(url.split('?')[0]);
    return true;
  } catch {
    return false;
  }
}

/** @param {import('../lib/settings.js').Settings} settings @param {boolean} dev */
async function serve(settings, dev) {
  if (!dev && !isBuilt()) throw new UsageError('Salient has not been built yet: npm run build does it.');
  /** @type {Record<string, string>} */
  const environment = {
    ...toEnvironment({ ...settings, dir: directoryOf(settings.dir) }),
    NEXT_TELEMETRY_DISABLED: '1',
  };
  Object.assign(process.env, environment, {
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_MANUAL_SIG_HANDLE: 'true',
  });

  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, () => resolve(undefined));
  });
  const { default: next } = await import('next');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : settings.port;
  const app = next({ dev, dir: root, hostname: settings.host, port, httpServer: server });
  await app.prepare();
  const handle = app.getRequestHandler();
  server.on('request', (request, response) => {
    if (isAddress(request.url ?? '/')) void handle(request, response);
    else response.writeHead(400, { 'Content-Type': 'text/plain' }).end('The address holds a % that is no escape.\n');
  });

  const host = settings.host.includes(':') ? `[${settings.host}]` : settings.host;
  process.stdout.write(`Salient shows ${environment.SALIENT_DIR} at http://${host}:${port}/\n`);

  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
      // A browser that keeps asking may not keep the server up.
      setTimeout(() => process.exit(0), 3_000).unref();
    });
  }
}

try {
  const command = parseCommandLine(process.argv.slice(2));
  if (command.kind === 'help') process.stdout.write(helpText());
  else if (command.kind === 'version') {
    process.stdout.write(`${JSON.parse(readFileSync(`${root}/package.json`, 'utf8')).version}\n`);
  } else await serve(command.settings, command.dev);
} catch (error) {
  if (error instanceof UsageError) fail(error.message, WRONG_USE);
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'EADDRINUSE') fail('The port is taken by another program; --port 0 takes any that is free.', 1);
  fail(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
}
