/*
 * How the time of a survey falls with the number of workers that make its shards, each on a processor of its own. Needs `npm run build`, and
 * GNU xargs and taskset, as Linux has them.
 *
 *     npm run bench:engines -- --samples 5000 --shards 8
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXPLAINERS, makeMappedJob } from './mapped-job';
import { option, printTable } from './measure';

const SAMPLES = option('samples', 5_000);
const SHARDS = option('shards', 8);
const MAPS = SAMPLES * EXPLAINERS.length;

/** What is computed from the measured numbers: a job of a million maps in forty shards. */
const LARGE_MAPS = 1_000_000;
const LARGE_SHARDS = 40;

const base = fileURLToPath(new URL('../.bench/engines', import.meta.url));
const job = join(base, `job-${SAMPLES}`);
const shards = join(base, 'shards');
const cache = join(base, 'cache');
const salient = `'${process.execPath}' '${fileURLToPath(new URL('../bin/salient.js', import.meta.url))}' survey '${job}' --cache-dir '${cache}'`;

interface Taken {
  seconds: number;
  /** Of all processes together. */
  processor: number;
}

/** The time that a command of the shell takes, with all processes that it starts. */
function taken(command: string): Taken {
  const timed = `TIMEFORMAT='%R %U %S'; time { ${command} >/dev/null 2>&3; } 3>&2`;
  const { status, stderr } = spawnSync('bash', ['-c', timed], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const [seconds, user, system] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { seconds, processor: user + system };
}

/** Makes all shards with so many workers at a time. */
function made(workers: number): Taken {
  rmSync(shards, { recursive: true, force: true });
  const one = `taskset -c $SLOT ${salient} --shard "$0" --of ${SHARDS} --out '${shards}'`;
  const shell = `sh -c ${JSON.stringify(one).replaceAll('$', '\\$')}`;
  return taken(`seq 0 ${SHARDS - 1} | xargs -P ${workers} --process-slot-var=SLOT -n 1 ${shell}`);
}

mkdirSync(base, { recursive: true });
await makeMappedJob(job, SAMPLES, 224, 'png');
rmSync(cache, { recursive: true, force: true });

const empty = taken(`taskset -c 0 ${salient} --shard 0 --of 10000 --out '${shards}'`);
const atOnce = taken(`taskset -c 0 ${salient}`);
const counts = Array.from({ length: availableParallelism() }, (_, k) => k + 1).filter((n) => (n & (n - 1)) === 0);
const runs = counts.map((workers) => ({ workers, ...made(workers) }));
rmSync(cache, { recursive: true, force: true });
const collected = taken(`taskset -c 0 ${salient} --collect '${shards}'`);

const row = (what: string, { seconds, processor }: Taken, maps = MAPS) => [
  what,
  seconds.toFixed(1),
  processor.toFixed(1),
  maps === 0 ? '' : Math.round(maps / seconds),
];
console.log(`\n${MAPS} maps of 224 × 224 pixels, ${SHARDS} shards; each process on one processor.\n`);
printTable(
  ['', 'seconds', 'processor seconds', 'maps/s'],
  [
    row('salient survey', atOnce),
    ...runs.map(({ workers, ...run }) => row(`shards, ${workers} at a time`, run)),
    row('a shard without maps', empty, 0),
    row('collecting', collected, 0),
  ],
);

const [{ seconds: first }] = runs;
const perMap = (first - SHARDS * empty.seconds) / MAPS;
const collectPerMap = Math.max(0, collected.seconds - empty.seconds) / MAPS;
const computed = (workers: number) =>
  Math.ceil(LARGE_SHARDS / workers) * (empty.seconds + (LARGE_MAPS / LARGE_SHARDS) * perMap) +
  (empty.seconds + LARGE_MAPS * collectPerMap);
console.log(
  `Computed, not measured, for ${LARGE_MAPS} maps in ${LARGE_SHARDS} shards, if reading pictures does not become slower: a start and ${(perMap * 1e3).toFixed(2)} ms a map for each shard, and collecting.\n`,
);
printTable(
  ['workers', 'minutes'],
  [1, 2, 8, 40].map((workers) => [workers, (computed(workers) / 60).toFixed(1)]),
);
rmSync(shards, { recursive: true, force: true });
