import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { EVENT_FILE } from '../support/browser-jobs';

/** Changes a job in its directory, again and again while it is read: step 0, 1, … */
export type Unrest = (directory: string, step: number) => Promise<void>;

/** Writes a job into an empty directory. Returns how it changes afterwards, if it does. */
// biome-ignore lint/suspicious/noConfusingVoidType: most of them return nothing
export type HostileJob = (directory: string) => Promise<Unrest | void>;

/** A small picture. @param red 0–255 */
export const picture = (red = 90) =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r: red, g: 140, b: 40 } } })
    .png()
    .toBuffer();

/** Writes an event file beside `original.png` and `heatmap.png`. */
export async function writeJob(
  directory: string,
  events: Uint8Array,
  { original, heatmap }: { original?: Uint8Array; heatmap?: Uint8Array } = {},
): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'original.png'), original ?? (await picture()));
  await writeFile(join(directory, 'heatmap.png'), heatmap ?? (await picture()));
  await writeFile(join(directory, EVENT_FILE), events);
}
