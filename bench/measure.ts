import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/* How benches measure and print. */

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The least value that `percent` percent of the values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.min(ascending.length - 1, Math.ceil((percent / 100) * ascending.length) - 1)];
}

/** Milliseconds of `run`, the median of `times` runs. */
export async function time(times: number, run: () => unknown): Promise<number> {
  const taken: number[] = [];
  for (let i = 0; i < times; i++) {
    const start = performance.now();
    await run();
    taken.push(performance.now() - start);
  }
  return median(taken);
}

/** Runs `run` and returns the longest time for which this thread's event loop stood still meanwhile, milliseconds. */
export async function longestStall(run: () => Promise<unknown>): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await run();
  delay.disable();
  return delay.max / 1e6;
}

/** Prints rows as a table, the first column left, the others right. */
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

/** Prints whether each number keeps its goal; returns whether all do. */
export function printGoals(
  goals: readonly { what: string; value: number; unit: string; goal: number; atLeast?: boolean }[],
): boolean {
  const kept = goals.map(({ value, goal, atLeast }) => (atLeast ? value >= goal : value <= goal));
  const rows = goals.map(({ what, value, unit, goal, atLeast }, i) => [
    what,
    `${value.toFixed(1)} ${unit}`,
    `${atLeast ? '≥' : '≤'} ${goal}`,
    kept[i] ? 'kept' : 'MISSED',
  ]);
  printTable(['goal', 'measured', 'wanted', ''], rows);
  return kept.every(Boolean);
}

/** The number behind `--name` on the command line, or `fallback`. */
export function option(name: string, fallback: number): number {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? fallback : Number(process.argv[at + 1]);
}
