/*
 * `npm run test:hostile`: hostile jobs, each beside a healthy job whose pages, pictures and answers are asked all the while. Prints what
 * each of them costs, and exits with 1 if one costs too much. Linux only; needs `npm run build` first, and a machine that has nothing
 * else to do.
 *
 *     npm run test:hostile -- --memory 64 labels picture
 *     npm run test:hostile -- --together 8    # eight at once
 */
import { parseArgs } from 'node:util';
import { faultsOf, REST_BYTES } from './bounds';
import { HOSTILE_JOBS } from './jobs';
import { type Measured, measure } from './measure';

const { values, positionals } = parseArgs({
  options: { memory: { type: 'string', default: '256' }, together: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const bytes = Number(values.memory) * 2 ** 20;
const chosen = [...HOSTILE_JOBS].filter(
  ([name]) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);

const say = (line: string) => process.stdout.write(`${line}\n`);
const megabytes = (count: number) => Math.round(count / 2 ** 20);
const NAME_WIDTH = 50;
const KINDS = ['live', 'ready', 'list', 'samples', 'page', 'insight', 'picture'];

function print(name: string, { waits, memory, files, own, stop }: Measured, faults: readonly string[]): void {
  const cells = [
    ...KINDS.map((kind) => Math.round(waits[kind])),
    Math.round(own.worst),
    `${megabytes(memory.before)} ${megabytes(memory.most)} ${megabytes(memory.after)}`,
    `${files.before} ${files.after}`,
    Math.round(stop),
  ];
  const others = name.split('\n');
  const last = others.pop() ?? '';
  for (const other of others) say(other);
  say(`${last.padEnd(NAME_WIDTH)}${cells.map((cell) => String(cell).padStart(13)).join('')}`);
  for (const fault of faults) say(`    ${fault}`);
}

say(
  `Longest waits in milliseconds; MB of memory before, at most, after (at most ${values.memory} + ${megabytes(REST_BYTES)}); open files before, after.\n`,
);
say(`${''.padEnd(NAME_WIDTH)}${[...KINDS, 'own', 'MB', 'files', 'stop'].map((head) => head.padStart(13)).join('')}`);
let failed = 0;
const together = Number(values.together);
for (let first = 0; first < chosen.length; first += together) {
  const jobs = new Map(chosen.slice(first, first + together));
  const name = [...jobs.keys()].join('\n');
  try {
    const measured = await measure(jobs, { flags: ['--memory', values.memory] });
    const faults = faultsOf(measured, bytes);
    if (faults.length > 0) failed += jobs.size;
    print(name, measured, faults);
  } catch (error) {
    failed += jobs.size;
    say(`${name.padEnd(NAME_WIDTH)}${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}
say(`\n${chosen.length - failed} of ${chosen.length} hostile jobs cost no more than they may.`);
process.exit(failed === 0 ? 0 : 1);
