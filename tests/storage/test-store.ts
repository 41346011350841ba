import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type Server, serve } from '../support/browser';
import { ACCESS_KEY, BUCKET, type Gateway, SECRET, startGateway } from './gateway';

export const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));
export const CREDENTIALS = { AWS_ACCESS_KEY_ID: ACCESS_KEY, AWS_SECRET_ACCESS_KEY: SECRET };

/** Starting, and reading a thousand jobs, take long on a busy machine. */
const PATIENCE_MS = 90_000;

/** Resolves once `condition` holds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`This never came true: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** An object store for a file of tests, and servers of the jobs in it, which end with each test. */
export class TestStore {
  #gateway: Gateway | null = null;
  #home = '';
  readonly #servers: Server[] = [];

  constructor() {
    beforeAll(async () => {
      this.#gateway = await startGateway();
    });
    afterAll(() => this.#gateway?.stop());
    beforeEach(async () => {
      this.#home = await mkdtemp(join(tmpdir(), 'salient-storage-'));
    });
    afterEach(async () => {
      this.gateway.proxy.reset();
      for (const server of this.#servers.splice(0)) await server.stop();
      await rm(this.#home, { recursive: true, force: true });
    });
  }

  get gateway(): Gateway {
    if (this.#gateway === null) throw new Error('The store has not been started.');
    return this.#gateway;
  }

  /** A directory for the files of a test. */
  get home(): string {
    return this.#home;
  }

  /** The options that name the store. */
  get options(): string[] {
    return ['--s3-endpoint', this.gateway.proxy.url, '--s3-path-style'];
  }

  /** A server of the jobs below a prefix, or in a bucket of its own. It keeps its caches for the next one. */
  async start(
    prefix: string,
    flags: readonly string[] = [],
    environment: Record<string, string> = CREDENTIALS,
  ): Promise<Server> {
    const dir = prefix.includes('://') ? prefix : `s3://${BUCKET}/${prefix}`;
    const caches = ['--cache-size', '1024', '--cache-dir', this.#home];
    return this.own(
      await serve(dir, ['--reload-interval', '0', ...this.options, ...caches, ...flags], { environment }),
    );
  }

  /** Stops a server with the test. */
  own(server: Server): Server {
    this.#servers.push(server);
    return server;
  }

  /** Stops a server now. */
  async stop(server: Server): Promise<void> {
    this.#servers.splice(this.#servers.indexOf(server), 1);
    await server.stop();
  }
}

// biome-ignore lint/suspicious/noExplicitAny: answers of the API, whose shapes other tests check
export async function json(server: Server, path: string): Promise<any> {
  const response = await fetch(server.url + path);
  return response.json();
}

/** The jobs of a server, once its first scan is over. */
export async function jobs(server: Server): Promise<{ key: string; path: string }[]> {
  let answer = await json(server, '/api/jobs');
  await until(async () => {
    answer = await json(server, '/api/jobs');
    return !answer.isLooking;
  });
  return answer.jobs;
}

/** Resolves when a job has been read. */
export async function loaded(server: Server, key: string): Promise<void> {
  await until(async () => (await json(server, `/api/jobs/${key}`)).state !== 'loading');
}
