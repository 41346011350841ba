/*
 * `npm run test:hostile`: hostile jobs, each beside a healthy job whose pages, pictures and answers are asked all the while. Prints what
 * each of them costs, and exits with 1 if one costs too much. Linux only; needs `npm run build` first, and a machine that has nothing
 * else to do.
 *
 *     npm run test:hostile -- --memory 64 labels picture
 */
import { parseArgs } from 'node:util';
import { faultsOf, REST_BYTES } from './bounds';
import { HOSTILE_JOBS } from './jobs';
import { type Measured, measure } from './measure';

const { values, positionals } = parseArgs({
  options: { memory: { type: 'string', default: '256' } },
  allowPositionals: true,
});
const bytes = Number(values.memory) * 2 ** 20;
const chosen = [...HOSTILE_JOBS].filter(
  ([name]) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);

const say = (line: string) => process.stdout.write(`${line}\n`);
const megabytes = (count: number) => Math.round(count / 2 ** 20);
const KINDS = ['live', 'ready', 'list', 'samples', 'page', 'insight', 'picture'];

function print(name: string, { waits, memory, files, own, stop }: Measured, faults: readonly string[]): void {
  const cells = [
    ...KINDS.map((kind) => Math.round(waits[kind])),
    Math.round(own.worst),
    `${megabytes(memory.before)} ${megabytes(memory.most)} ${megabytes(memory.after)}`,
    `${files.before} ${files.after}`,
    Math.round(stop),
  ];
  say(`${name.padEnd(50)}${cells.map((cell) => String(cell).padStart(13)).join('')}`);
  for (const fault of faults) say(`    ${fault}`);
}

say(
  `Longest waits in milliseconds; MB of memory before, at most, after (at most ${values.memory} + ${megabytes(REST_BYTES)}); open files before, after.\n`,
);
say(`${''.padEnd(50)}${[...KINDS, 'own', 'MB', 'files', 'stop'].map((head) => head.padStart(13)).join('')}`);
let failed = 0;
for (const [name, job] of chosen) {
  try {
    const measured = await measure(new Map([[name, job]]), { flags: ['--memory', values.memory] });
    const faults = faultsOf(measured, bytes);
    if (faults.length > 0) failed++;
    print(name, measured, faults);
  } catch (error) {
    failed++;
    say(`${name.padEnd(50)}${error instanceof Error ? error.message.split('\n')[0] : error}`);
  }
}
say(`\n${chosen.length - failed} of ${chosen.length} hostile jobs cost no more than they may.`);
process.exit(failed === 0 ? 0 : 1);
