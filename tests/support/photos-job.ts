import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/* A real job of ten photos and five explainers, and what an independent implementation counts of it (tests/insight). */

const recorded = fileURLToPath(new URL('../insight', import.meta.url));

/** The numbers of the independent implementation. */
export const expected = JSON.parse(await readFile(join(recorded, 'values.json'), 'utf8')).jobs.photos;

/** Copies the job into a base directory, as `photos`. */
export async function copyPhotos(base: string): Promise<void> {
  await cp(join(recorded, 'photos'), join(base, 'photos'), { recursive: true });
}

/** The directory of all heatmaps of a copy. */
export const heatmapsOf = (base: string) => join(base, 'photos', '_explain_1763800000', 'heatmap');

/** Path of a heatmap of a copy, and its explainer. */
export async function someHeatmap(base: string): Promise<{ path: string; explainer: string }> {
  const [explainer] = await readdir(heatmapsOf(base));
  const [group] = await readdir(join(heatmapsOf(base), explainer));
  const [name] = await readdir(join(heatmapsOf(base), explainer, group));
  return { path: join(heatmapsOf(base), explainer, group, name), explainer };
}
