import { appendFileSync } from 'node:fs';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/* Measuring and printing for benches. */

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The `percent`-th percentile of the values, by nearest rank. */
export function percentile(values: readonly number[], percent: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.ceil((percent / 100) * ascending.length) - 1)];
}

/** The median duration of `times` calls of `run`, milliseconds. */
export async function time(times: number, run: () => unknown): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await run();
    taken.push(performance.now() - start);
  }
  return median(taken);
}

/** Runs `run` and returns the longest event-loop stall of this thread meanwhile, milliseconds. */
export async function longestStall(run: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await run();
  delay.disable();
  return delay.max / 1e6;
}

/** Prints rows as a table, the first column left-aligned, the others right-aligned. */
export function printTable(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const text = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...text.map((row) => row[column].length)));
  const line = (row: readonly string[]) =>
    row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join('  ');
  console.log(line(text[0]));
  console.log(widths.map((width) => '─'.repeat(width)).join('  '));
  for (const row of text.slice(1)) console.log(line(row));
  console.log();
}

/** A measured number and its goal; a number without a goal is only printed. */
export interface Measured {
  what: string;
  value: number;
  unit: string;
  goal?: number;
  /** Whether the goal is a minimum; otherwise it is a maximum. */
  atLeast?: boolean;
}

/**
 * Prints whether each number meets its goal; returns whether all do. With `--json FILE` on the command line, it also appends the
 * numbers to the file, one line of JSON per bench, so that two commits can be compared.
 */
export function printGoals(bench: string, measured: readonly Measured[]): boolean {
  const kept = measured.map(
    ({ value, goal, atLeast }) => goal === undefined || (atLeast ? value >= goal : value <= goal),
  );
  const rows = measured.map(({ what, value, unit, goal, atLeast }, i) => [
    what,
    `${value.toFixed(value < 10 ? 2 : 1)} ${unit}`,
    goal === undefined ? '' : `${atLeast ? '≥' : '≤'} ${goal}`,
    goal === undefined ? '' : kept[i] ? 'kept' : 'MISSED',
  ]);
  printTable([bench, 'measured', 'wanted', ''], rows);
  const file = process.argv.indexOf('--json');
  if (file !== -1) appendFileSync(process.argv[file + 1], `${JSON.stringify({ bench, measured })}\n`);
  return kept.every(Boolean);
}

/** The number after `--name` on the command line, or `fallback`. */
export function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
}
