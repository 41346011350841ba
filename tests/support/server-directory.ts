import { mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Server, serve } from './browser';

/* A server of the jobs of a test, and the state of its process. */

export interface ServedDirectory extends Server {
  /** The base directory; what lies beside it belongs to the test too. */
  base: string;
  get(path: string): Promise<Response>;
  json(path: string): Promise<{ status: number; body: Record<string, unknown> }>;
}

/** Makes jobs in a directory of their own and serves them; `stop` takes the directory away, too. */
export async function serveJobs(
  makeJobs: (base: string) => Promise<unknown>,
  flags: readonly string[] = [],
): Promise<ServedDirectory> {
  const home = await realpath(await mkdtemp(join(tmpdir(), 'salient-server-')));
  const base = join(home, 'base');
  await makeJobs(base);
  const server = await serve(base, flags);
  const get = (path: string) => fetch(server.url + path);
  return {
    ...server,
    base,
    get,
    async json(path) {
      const response = await get(path);
      return { status: response.status, body: await response.json() };
    },
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Seconds of processor time that a process has taken so far; Linux only. */
export async function processorSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Bytes of memory that a process has at the moment; Linux only. */
export async function residentBytes(pid: number): Promise<number> {
  const pages = (await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1];
  return Number(pages) * 4096;
}
