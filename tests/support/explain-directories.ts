import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { localStorage } from '../../lib/storage/local';
import { SummaryWatcher } from '../../lib/summary/summary-watcher';

/** Unix seconds within the last ten days, as the names of summary files carry them. */
const SECONDS = Math.floor(Date.now() / 1000) - 86_400;

/** Makes `name` below `base` an explain directory as the seed's tests have them: with one empty event file. */
export async function makeExplainDirectory(base: string, name: string): Promise<void> {
  await makeFile(base, `${name}/prefix.summary.${SECONDS}._explain`);
}

/** Makes a file that summaries of another kind have, which is no explain job. */
export async function makeOtherSummary(base: string, directory: string): Promise<void> {
  await makeFile(base, `${directory}/prefix.summary.${SECONDS}.suffix`);
}

/** Makes an empty file and the directories above it. */
export async function makeFile(base: string, path: string): Promise<void> {
  await mkdir(join(base, path, '..'), { recursive: true });
  await writeFile(join(base, path), '');
}

/** A watcher of this machine's disk. */
export function newWatcher(options: { maxDepth?: number } = {}): SummaryWatcher {
  return new SummaryWatcher({ storage: localStorage, now: () => Date.now(), ...options });
}
