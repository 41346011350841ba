import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { z } from 'zod';

/*
 * Time-limited fuzzing. Each run has a seed, which is printed. Failing inputs are shrunk, stored in found.json, and tried first in
 * every later run.
 */

const FOUND = fileURLToPath(new URL('found.json', import.meta.url));
const found = z.record(z.string(), z.array(z.object({ seed: z.int(), path: z.string(), what: z.string() })));

const readFound = () => (existsSync(FOUND) ? found.parse(JSON.parse(readFileSync(FOUND, 'utf8'))) : {});

/** Fuzzing time of each target. */
export const SECONDS = Number(process.env.SALIENT_FUZZ_SECONDS ?? 5);
const SEED = process.env.SALIENT_FUZZ_SEED;

/** Timeout of the test of a target, milliseconds, including stored inputs and shrinking. */
export const PATIENCE_MS = SECONDS * 1000 + 300_000;

/** Runs `holds` on inputs from `inputs` until the time is over or it throws. */
export async function fuzz<T>(
  target: string,
  inputs: fc.Arbitrary<T>,
  holds: (input: T) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(inputs, holds);
  for (const { seed, path } of readFound()[target] ?? []) {
    await fc.assert(property, { seed, path, numRuns: 1, endOnFailure: true });
  }
  const seed = SEED === undefined ? (Date.now() ^ process.pid) | 0 : Number(SEED);
  let runs = 0;
  let running = Promise.resolve();
  const counted = fc.asyncProperty(inputs, (input) => {
    runs++;
    running = holds(input);
    return running;
  });
  const details = await fc.check(counted, {
    seed,
    numRuns: 10_000_000,
    interruptAfterTimeLimit: SECONDS * 1000,
    markInterruptAsFailure: false,
  });
  await running.catch(() => {}); // the run in progress when the time ended
  process.stdout.write(`fuzz ${target}: seed ${seed}, ${runs} inputs in ${SECONDS} s\n`);
  if (!details.failed) return;
  const report = `${details.errorInstance}\n${fc.defaultReportMessage(details)}`;
  const all = readFound();
  const known = { seed: details.seed, path: details.counterexamplePath ?? '', what: report.split('\n')[0] };
  writeFileSync(FOUND, `${JSON.stringify({ ...all, [target]: [...(all[target] ?? []), known] }, null, 2)}\n`);
  throw new Error(`${report}\nIt is stored in tests/fuzz/found.json.`);
}
