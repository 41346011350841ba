/*
 * Comparison with other programs: MindInsight 2.3.1, whose requests Salient's compatibility API also answers, and TensorBoard's Rust
 * data server, which reads and verifies an event file of the same size. Both are installed from PyPI below `.bench/peer` if missing.
 * That needs Python 3.9, the latest version that MindInsight supports (PYTHON39 can name it).
 *
 *     npm run build && npm run bench:peer -- --samples 1000000
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { systemClock } from '../lib/clock';
import { WorkerIndexer } from '../lib/indexing/indexer';
import { ExplainLoader } from '../lib/manager/explain-loader';
import { localStorage } from '../lib/storage/local';
import { SummaryWatcher } from '../lib/summary/summary-watcher';
import { serve } from '../tests/support/browser';
import { benchPath, generatedJob } from './generate';
import { median, option, printGoals, time } from './measure';

const ROUNDS = 5;
/** Measured in a process that has read such a file before, like a running server. */
const ROUNDS_BEFORE = 2;
const SECONDS = 5;
const SAMPLES = 20_000;
const PORT = 18_990;
const PACKAGES = ['mindinsight==2.3.1', 'tensorboard-data-server==0.7.2'];
const CLIENTS = 64;
/** MindInsight answers sequentially, at most one page per second; more clients would only wait longer. */
const THEIR_CLIENTS = 4;
const home = benchPath('peer');
const venv = `${home}/venv`;
const env = { ...process.env, PATH: `${venv}/bin:${process.env.PATH}`, HOME: home };

function run(command: string, args: readonly string[]): void {
  const { status, error, stderr } = spawnSync(command, args, { env, encoding: 'utf8' });
  if (error ?? status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
}

/** A Python 3.9: the one that PYTHON39 names, one on the path, or one of pyenv. */
function python(): string {
  const versions = `${homedir()}/.pyenv/versions`;
  const own = existsSync(versions) ? readdirSync(versions).filter((name) => name.startsWith('3.9.')) : [];
  const candidates = [process.env.PYTHON39, ...own.map((name) => `${versions}/${name}/bin/python`), 'python3.9'];
  const found = candidates.find((name) => name && spawnSync(name, ['--version']).status === 0);
  if (!found) throw new Error('Python 3.9 was not found; set PYTHON39.');
  return found;
}

function install(): void {
  if (existsSync(`${venv}/bin/mindinsight`)) return;
  mkdirSync(home, { recursive: true });
  run(python(), ['-m', 'venv', venv]);
  run(`${venv}/bin/pip`, ['install', '--quiet', ...PACKAGES]);
}

/**
 * Seconds that TensorBoard's data server takes to read and verify all event files below `logdir`. Resolves after the process has exited,
 * because tearing down a process of 1 GB takes a while.
 */
function rustSeconds(logdir: string): Promise<number> {
  const server = spawn(
    `${venv}/lib/python3.9/site-packages/tensorboard_data_server/bin/server`,
    ['--logdir', logdir, '--port', '0', '--reload', 'once', '--checksum', '--verbose'],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  return new Promise((resolve, reject) => {
    let output = '';
    let seconds: number | null = null;
    server.stderr.on('data', (chunk) => {
      output += chunk;
      const [, number, unit] = /Finished load cycle \(([\d.]+)(ms|s)\)/.exec(output) ?? [];
      if (!unit) return;
      seconds = Number(number) / (unit === 'ms' ? 1000 : 1);
      server.kill('SIGKILL');
    });
    server.once('exit', () => {
      if (seconds === null) reject(new Error(`The data server ended:\n${output}`));
      else resolve(seconds);
    });
  });
}

/** Seconds that the indexing worker takes for the same. */
async function ourSeconds(base: string, indexer: WorkerIndexer): Promise<number> {
  const directory = await new SummaryWatcher({ storage: localStorage }).findExplainDirectory(base, './job');
  if (!directory) throw new Error('The generated job is missing.');
  const loader = new ExplainLoader('./job', `${base}/job`, directory, indexer, systemClock);
  const milliseconds = await time(1, () => loader.load());
  await loader.close();
  return milliseconds / 1000;
}

async function ask(url: string, body?: object): Promise<string> {
  const request = body && {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  };
  return (await fetch(url, request)).text();
}

/** Resident memory of a process and its descendants, MB. */
function residentMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
  const own = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  return children.reduce((sum, child) => sum + residentMb(child), own);
}

const page = (offset: number) => ({
  train_id: './job',
  limit: 10,
  offset,
  sorted_name: 'confidence',
  sorted_type: 'descending',
});

/** Pages per second for `clients` concurrent clients. */
async function pagesPerSecond(
  clients: number,
  seconds: number,
  askPage: (index: number) => Promise<unknown>,
): Promise<number> {
  const start = performance.now();
  const end = start + seconds * 1000;
  let [index, done] = [0, 0];
  const client = async () => {
    while (performance.now() < end) {
      await askPage(index++ % 500);
      done++;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (done * 1000) / (performance.now() - start);
}

interface Told {
  /** Seconds from the first request for the job until it was read. */
  ready: number;
  /** Milliseconds of a sorted page. */
  page: number;
  perSecond: number;
  /** Growth of the process while the job was read, MB. */
  memory: number;
}

/** Measures a server of MindInsight's API at `url`. `whole` is the response about the job once it was read. */
async function question(url: string, pid: number, whole: (answer: string) => boolean, clients: number): Promise<Told> {
  const api = `${url}/v1/mindinsight/explainer`;
  const before = residentMb(pid);
  const start = performance.now();
  while (!whole(await ask(`${api}/explain-job?train_id=.%2Fjob`)))
    await new Promise((resolve) => setTimeout(resolve, 20));
  const ready = (performance.now() - start) / 1000;
  const pages: number[] = [];
  for (let i = 0; i < 5; i++) pages.push(await time(1, () => ask(`${api}/saliency`, page(i))));
  const memory = residentMb(pid) - before;
  const perSecond = await pagesPerSecond(clients, SECONDS, (index) => ask(`${api}/saliency`, page(index)));
  return { ready, page: median(pages), perSecond, memory };
}

install();
const { base: largeBase, path, size } = generatedJob(option('samples', 1_000_000), false);
const logdir = `${home}/logdir`;
rmSync(logdir, { recursive: true, force: true });
mkdirSync(`${logdir}/run`, { recursive: true });
symlinkSync(path, `${logdir}/run/events.out.tfevents.1700000000.host`);
const indexer = new WorkerIndexer({ onLost() {}, onWarning() {} });
for (let round = 0; round < ROUNDS_BEFORE; round++) await ourSeconds(largeBase, indexer);
const [rust, ours]: number[][] = [[], []];
for (let round = 0; round < ROUNDS; round++) {
  rust.push(await rustSeconds(logdir));
  ours.push(await ourSeconds(largeBase, indexer));
}
const small = generatedJob(SAMPLES, false);
const ourSmall: number[] = [];
for (let round = 0; round < ROUNDS; round++) ourSmall.push(await ourSeconds(small.base, indexer));
await indexer.stop();
const perSecond = (seconds: number) => size / 1e6 / seconds;
const isFasterThanRust = printGoals(`TensorBoard's Rust data server, ${(size / 1e6).toFixed(0)} MB`, [
  { what: 'the Rust server, checksums verified', value: perSecond(median(rust)), unit: 'MB/s' },
  { what: 'Salient, checksums verified', value: perSecond(median(ours)), unit: 'MB/s' },
  {
    what: 'Salient to the Rust server',
    value: median(rust.map((seconds, round) => seconds / ours[round])),
    unit: '×',
    goal: 2,
    atLeast: true,
  },
]);

const salient = await serve(small.base);
/** Labels and their sample counts so far; the two programs order the keys of their objects differently. */
const labelCounts = (answer: string): string => {
  const labels: { label: string; sample_count: number }[] = JSON.parse(answer).classes ?? [];
  return labels.map(({ label, sample_count }) => `${label}: ${sample_count}`).join();
};
let expected = '';
const isStable = (answer: string) => {
  const counts = labelCounts(answer);
  const isSame = counts === expected && counts.length > 100;
  expected = counts;
  return isSame;
};
const told = await question(salient.url, salient.pid, isStable, CLIENTS);
const native = await pagesPerSecond(CLIENTS, SECONDS, (index) =>
  ask(`${salient.url}/api/jobs/job/samples?limit=10&sort=confidence&page=${index + 1}`),
);
await salient.stop();

const workspace = `${home}/workspace`;
const flags = ['--workspace', workspace, '--port', String(PORT), '--summary-base-dir', `${home}/empty`];
rmSync(`${home}/empty`, { recursive: true, force: true });
mkdirSync(`${home}/empty`, { recursive: true });
run(`${venv}/bin/mindinsight`, ['start', ...flags]);
let theirs: Told;
try {
  // MindInsight reads the jobs it finds at the start; it reads later ones on request.
  cpSync(`${small.base}/job`, `${home}/empty/job`, { recursive: true });
  const pid = Number(spawnSync('pgrep', ['-o', '-f', `gunicorn -b 127.0.0.1:${PORT}`], { encoding: 'utf8' }).stdout);
  theirs = await question(`http://127.0.0.1:${PORT}`, pid, (answer) => labelCounts(answer) === expected, THEIR_CLIENTS);
} finally {
  run(`${venv}/bin/mindinsight`, ['stop', '--port', String(PORT)]);
}

const kept = printGoals(`MindInsight, ${SAMPLES} samples`, [
  { what: 'MindInsight: ready', value: theirs.ready, unit: 's' },
  { what: 'Salient: the same, its server', value: told.ready, unit: 's' },
  { what: 'Salient: the same, its worker', value: median(ourSmall), unit: 's' },
  {
    what: 'reading, Salient to MindInsight',
    value: theirs.ready / median(ourSmall),
    unit: '×',
    goal: 60,
    atLeast: true,
  },
  { what: 'MindInsight: a sorted page of 10', value: theirs.page, unit: 'ms' },
  { what: 'Salient: the same request', value: told.page, unit: 'ms' },
  { what: `MindInsight: pages a second, ${THEIR_CLIENTS} clients`, value: theirs.perSecond, unit: '/s' },
  { what: `Salient: the same requests, ${CLIENTS} clients`, value: told.perSecond, unit: '/s' },
  {
    what: "pages a second of Salient's own API to MindInsight's",
    value: native / theirs.perSecond,
    unit: '×',
    goal: 500,
    atLeast: true,
  },
  { what: 'MindInsight: memory a sample', value: (theirs.memory * 2 ** 20) / SAMPLES, unit: 'bytes' },
  { what: 'Salient: memory a sample, buffers and all', value: (told.memory * 2 ** 20) / SAMPLES, unit: 'bytes' },
]);
process.exitCode = kept && isFasterThanRust ? 0 : 1;
