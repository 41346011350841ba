/*
 * Runs all benches that need no other software, one after the other. Each generates its missing data below `.bench` (6 GB). Exits with 1
 * if a goal was missed. Needs `npm run build` first.
 *
 *     npm run bench -- --json before.jsonl
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const BENCHES: readonly (readonly string[])[] = [
  ['index', '--samples', '20000'],
  ['index', '--samples', '100000'],
  ['index', '--samples', '100000', '--odd'],
  ['index', '--samples', '1000000'],
  ['restart', '--samples', '1000000'],
  ['restart', '--samples', '100000', '--odd'],
  ['query', '--samples', '100000'],
  ['query', '--samples', '100000', '--odd'],
  ['query', '--samples', '1000000'],
  ['tables', '--samples', '1000000'],
  ['survey'],
  ['marks', '--samples', '100000'],
  ['survey-scale', '--samples', '1000000'],
  ['compare'],
  ['directory', '--jobs', '1000'],
  ['directory', '--jobs', '10000'],
  ['directory', '--jobs', '100000'],
  ['search', '--jobs', '100000'],
  ['server', '--samples', '1000000', '--seconds', '60'],
  ['day'],
  ['images'],
  ['display'],
  ['views'],
  ['walk'],
];

const at = process.argv.indexOf('--json');
const json = at === -1 ? [] : ['--json', process.argv[at + 1]];
if (at !== -1) rmSync(process.argv[at + 1], { force: true });
const [{ model }] = cpus();
console.log(`${cpus().length} × ${model}, ${(totalmem() / 2 ** 30).toFixed(0)} GB, Node ${process.version}`);

const missed = BENCHES.filter(([name, ...flags]) => {
  const { status } = spawnSync('npm', ['run', '--silent', `bench:${name}`, '--', ...flags, ...json], {
    stdio: 'inherit',
  });
  return status !== 0;
});
if (missed.length > 0) console.log(`Goals missed by: ${missed.map((bench) => bench.join(' ')).join('; ')}`);
process.exitCode = missed.length > 0 ? 1 : 0;
