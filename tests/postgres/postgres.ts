import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { freePort } from '../proxy/proxies';

export const PASSWORD = 'the-password-of-tests';
const OWNER = 'owner';
const PATIENCE_MS = 120_000;

/** Postgres refuses to run as root, so for root it runs as nobody. */
const USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

/** A real Postgres server, with its files in a directory of its own. */
export interface Postgres {
  /** The address of a database. */
  url(database: string, user?: string, password?: string): string;
  /** Makes a new empty database and returns its address. */
  create(): Promise<string>;
  /** Runs statements in a database. */
  run(url: string, ...statements: string[]): Promise<unknown[][]>;
  /** Ends the server as a crash does: nothing is told to anybody, nothing is tidied up. */
  crash(): Promise<void>;
  /** Starts it again. */
  start(): Promise<void>;
  /** Its process; it can be suspended. */
  pid(): number;
  stop(): Promise<void>;
}

export async function startPostgres(programs = process.env.SALIENT_POSTGRES ?? ''): Promise<Postgres> {
  const home = await mkdtemp(join(tmpdir(), 'salient-postgres-'));
  const [data, secret] = [join(home, 'data'), join(home, 'secret')];
  await mkdir(data);
  await writeFile(secret, PASSWORD);
  if (USER.uid !== undefined) for (const path of [home, data, secret]) await chown(path, USER.uid, USER.gid);
  const options = ['-D', data, '-U', OWNER, '-A', 'scram-sha-256', `--pwfile=${secret}`, '-E', 'UTF8', '--no-sync'];
  const made = spawnSync(join(programs, 'initdb'), options, { ...USER, cwd: home, encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`initdb failed: ${made.error?.message ?? made.stderr}`);
  const port = await freePort();
  let server: ChildProcess;
  const url: Postgres['url'] = (database, user = OWNER, password = PASSWORD) =>
    `postgres://${user}:${password}@127.0.0.1:${port}/${database}`;

  const run: Postgres['run'] = async (address, ...statements) => {
    const client = new pg.Client({ connectionString: address });
    await client.connect();
    try {
      let rows: unknown[][] = [];
      for (const text of statements) ({ rows } = await client.query({ text, rowMode: 'array' }));
      return rows;
    } finally {
      await client.end();
    }
  };
  const start = async () => {
    // What was written outlives a crash of its processes without waiting for the disk.
    const settings = { port, listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off' };
    const place = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const deadline = Date.now() + PATIENCE_MS;
    let log = '';
    const launch = () => {
      server = spawn(join(programs, 'postgres'), ['-D', data, ...place], {
        ...USER,
        cwd: home,
        stdio: ['ignore', 'ignore', 'pipe'],
      });
      server.stderr?.on('data', (chunk: Buffer) => {
        log += chunk;
      });
    };
    launch();
    for (;;) {
      const failure = await run(url('postgres'), 'select 1').then(
        () => null,
        (error: Error) => error,
      );
      if (failure === null) return;
      if (Date.now() > deadline) throw new Error(`Postgres did not start: ${failure.message}\n${log}`);
      if (server.exitCode !== null) launch(); // after a crash, the former processes may be there for a moment
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const exit = once(server, 'exit');
    server.kill(signal);
    await exit;
  };
  await start();
  let count = 0;
  return {
    url,
    run,
    start,
    async create() {
      const name = `marks_${process.pid}_${++count}`;
      await run(url('postgres'), `create database ${name}`);
      return url(name);
    },
    pid: () => server.pid ?? 0,
    crash: () => end('SIGQUIT'),
    async stop() {
      await end('SIGINT');
      await rm(home, { recursive: true, force: true });
    },
  };
}
