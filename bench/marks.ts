/*
 * Marks of a large job over HTTP: marking all samples at once, what other requests feel of it, and pages and counts with marks. Needs
 * `npm run build` first.
 *
 *     npm run bench:marks -- --samples 100000
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve } from '../tests/support/browser';
import { generatedJob } from './generate';
import { median, option, printGoals } from './measure';

const { base, settings } = generatedJob(option('samples', 100_000), false);
const data = mkdtempSync(join(tmpdir(), 'salient-bench-marks-'));
const server = await serve(base, ['--data-dir', data]);
const TIMES = 15;
/** The same requests are made for so long without marking, for comparison. */
const PROBED_MS = 2_000;

async function ask(path: string, body?: unknown) {
  const response = await fetch(`${server.url}/api/${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail);
  return answer;
}

async function timed<T>(work: () => Promise<T>): Promise<[milliseconds: number, result: T]> {
  const start = performance.now();
  const result = await work();
  return [performance.now() - start, result];
}

/** Milliseconds of each of several requests, one after the other. */
async function times(count: number, work: (index: number) => Promise<unknown>): Promise<number[]> {
  const taken: number[] = [];
  for (let index = 0; index < count; index++) taken.push((await timed(() => work(index)))[0]);
  return taken;
}

/** The longest turn of the server's event loop since the last call, from its own measurement, milliseconds. */
async function stall(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)/m.exec(text)?.[1]);
}

/** Liveness, page and state of marks while `work` runs: the slowest of each, milliseconds. */
async function meanwhile(work: Promise<unknown>) {
  const worst = { live: 0, page: 0, marks: 0 };
  let isDone = false;
  void work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    worst.live = Math.max(worst.live, (await timed(() => ask('health/live')))[0]);
    worst.page = Math.max(worst.page, (await timed(() => ask('jobs/job/samples?limit=50')))[0]);
    worst.marks = Math.max(worst.marks, (await timed(() => ask('marks')))[0]);
  }
  return worst;
}

for (;;) {
  const { progress } = await ask('jobs/job');
  if (progress.total > 0 && progress.read === progress.total) break;
  await new Promise((resolve) => setTimeout(resolve, 100));
}
await ask('marks', { name: 'bench', colour: 'red' });
await ask('jobs/job/marks', { mark: 'bench', ids: [0] });
await times(3, () => ask('jobs/job/samples?limit=50'));
await stall();

await meanwhile(new Promise((resolve) => setTimeout(resolve, PROBED_MS)));
const idleStall = await stall();
const marking = timed(() => ask('jobs/job/marks', { mark: 'bench', filter: '' }));
const worst = await meanwhile(marking);
const [markMs, { changed, version }] = await marking;
const markStall = await stall();
const one = await times(TIMES, (id) => ask('jobs/job/marks', { mark: 'bench', ids: [id], remove: true }));
const cold = await timed(() => ask('jobs/job/samples?limit=50&marks=bench&sort=marked'));
const warm = await times(TIMES, (page) => ask(`jobs/job/samples?limit=50&marks=bench&page=${page + 2}`));
const plain = await times(TIMES, (page) => ask(`jobs/job/samples?limit=50&sort=id&page=${page + 2}`));
const facets = await timed(() => ask('jobs/job/facets?marks=bench'));
const [undoMs] = await timed(() => ask('marks/undo', { version }));
await server.stop();
rmSync(data, { recursive: true, force: true });

console.log(
  `\n${changed} samples marked in ${(markMs / 1000).toFixed(2)} s, undone in ${(undoMs / 1000).toFixed(2)} s\n`,
);
const kept = printGoals(`marks, ${settings.samples} samples`, [
  { what: 'longest event-loop stall while all samples are marked', value: markStall, unit: 'ms', goal: 30 },
  { what: 'the same without marking, for comparison', value: idleStall, unit: 'ms', goal: 30 },
  { what: 'liveness meanwhile (worst)', value: worst.live, unit: 'ms', goal: 60 },
  { what: 'a page meanwhile (worst)', value: worst.page, unit: 'ms', goal: 250 },
  { what: 'state of the marks meanwhile (worst)', value: worst.marks, unit: 'ms', goal: 250 },
  { what: 'one sample (median)', value: median(one), unit: 'ms', goal: 50 },
  { what: 'a page of marked samples, by the time of marking, cold', value: cold[0], unit: 'ms', goal: 1_000 },
  { what: 'a page of marked samples, warm (median)', value: median(warm), unit: 'ms', goal: 15 },
  { what: 'a page without the filter, warm (median), for comparison', value: median(plain), unit: 'ms', goal: 15 },
  { what: 'counts of marked samples, cold', value: facets[0], unit: 'ms', goal: 1_000 },
]);
process.exitCode = kept ? 0 : 1;
