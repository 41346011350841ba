import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localStorage } from '../../lib/storage/local';
import { SummaryWatcher } from '../../lib/summary/summary-watcher';

/** Unix seconds within the last ten days, for the names of summary files. */
const SECONDS = Math.floor(Date.now() / 1000) - 86_400;

/** Makes `name` below `base` an explain directory like those of the original tests: with one empty event file. */
export async function makeExplainDirectory(base: string, name: string): Promise<void> {
  await makeFile(base, `${name}/prefix.summary.${SECONDS}._explain`);
}

/** Creates a file of another kind of summary, which is not an explain job. */
export async function makeOtherSummary(base: string, directory: string): Promise<void> {
  await makeFile(base, `${directory}/prefix.summary.${SECONDS}.suffix`);
}

/** Makes an empty file and the directories above it. */
export async function makeFile(base: string, path: string): Promise<void> {
  await mkdir(join(base, path, '..'), { recursive: true });
  await writeFile(join(base, path), '');
}

/** A watcher of the local disk. */
export function newWatcher(options: { maxDepth?: number } = {}): SummaryWatcher {
  return new SummaryWatcher({ storage: localStorage, now: () => Date.now(), ...options });
}
