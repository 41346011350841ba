import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Cookie, Frame, Page } from 'playwright-core';
import { test as base } from 'vitest';
import { launch, type Server, type Surroundings, serve } from './browser';

/** A server for the jobs of a test file. */
export interface Salient extends Server {
  /** The base directory. */
  directory: string;
}

export interface Visit extends BrowserContextOptions {
  /** Expected errors of the browser: patterns of the message and its URL. */
  expected?: readonly RegExp[];
  cookies?: Record<string, string>;
  /** Runs in every document before its own scripts. */
  before?: () => void;
}

const WINDOW = { width: 1440, height: 900 };
const PATIENCE_MS = 15_000;
const POLL_MS = 30;

/** Test files of a worker are evaluated one after the other, each with its own modules. */
const worker = globalThis as typeof globalThis & { browser?: Promise<Browser> };

/** The browser of this worker, for all its test files; it ends with the process. */
function browserOfWorker(): Promise<Browser> {
  worker.browser ??= launch();
  return worker.browser;
}

/**
 * A test function for a file with a directory of jobs, a server and a browser, with the fixtures `salient` and `visit`.
 *
 * `visit` opens a URL of the server in a new browser context. Any error reported by the browser (errors
 * on the console, uncaught errors, violations of the Content-Security-Policy) fails the test at its end.
 */
export function testsOf(
  makeJobs: (directory: string) => Promise<unknown>,
  flags: readonly string[] = [],
  surroundings: Surroundings = {},
) {
  return (
    base
      // biome-ignore lint/correctness/noEmptyPattern: Vitest derives the required fixtures from the pattern
      .extend('salient', { scope: 'file' }, async ({}, { onCleanup }): Promise<Salient> => {
        const directory = await realpath(await mkdtemp(join(tmpdir(), 'salient-browser-')));
        await makeJobs(directory);
        const server = await serve(directory, flags, surroundings);
        onCleanup(async () => {
          await server.stop();
          await rm(directory, { recursive: true, force: true });
        });
        return { ...server, directory };
      })
      .extend('visit', async ({ salient }, { onCleanup }) => {
        const browser = await browserOfWorker();
        const contexts: BrowserContext[] = [];
        const errors: string[] = [];
        onCleanup(async () => {
          await Promise.all(contexts.map((context) => context.close()));
          if (errors.length > 0) throw new Error(`The browser reported errors:\n${errors.join('\n')}`);
        });
        return async (
          address: string,
          { expected = [], cookies = {}, before, ...options }: Visit = {},
        ): Promise<Page> => {
          const context = await browser.newContext({
            baseURL: salient.url,
            viewport: WINDOW,
            locale: 'en-GB',
            reducedMotion: 'reduce',
            ...options,
          });
          contexts.push(context);
          context.setDefaultTimeout(PATIENCE_MS);
          await context.addCookies(cookiesOf(cookies, salient.url));
          await listen(context, (error) => {
            if (!expected.some((pattern) => pattern.test(error))) errors.push(error);
          });
          if (before) await context.addInitScript(before);
          const page = await context.newPage();
          await page.goto(address);
          if (options.javaScriptEnabled !== false) await untilAwake(page);
          return page;
        };
      })
  );
}

/** Waits until a page reacts to clicks and keys; `visit` does. */
export async function untilAwake(page: Page | Frame): Promise<void> {
  await page.waitForFunction(isAwake, undefined, { polling: POLL_MS });
}

/** Runs in the page: whether React has hydrated all interactive elements; before that, clicks are lost. */
function isAwake(): boolean {
  if (document.scripts.length === 0) return true; // the login page has nothing to hydrate
  const controls = [...document.querySelectorAll('header button, main a, main button, main input')];
  return controls.every((control) => Object.keys(control).some((key) => key.startsWith('__reactProps')));
}

function cookiesOf(values: Record<string, string>, url: string): Pick<Cookie, 'name' | 'value'>[] {
  return Object.entries(values).map(([name, value]) => ({ name, value, url }));
}

async function listen(context: BrowserContext, report: (error: string) => void): Promise<void> {
  context.on('console', (message) => {
    if (message.type() === 'error') report(`${message.text()} (${message.location().url})`);
  });
  context.on('weberror', (error) => report(String(error.error().stack)));
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sourceFile }) => {
      reportError(new Error(`Violates ${violatedDirective}: ${blockedURI} in ${sourceFile}`));
    });
  });
}
