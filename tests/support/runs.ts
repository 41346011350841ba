import { appendFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { BEGINNING } from './clock';
import { type EventInput, eventFile } from './event-writer';

/** What a run of a test is made of. */
export interface RunSettings {
  samples: number;
  /** The names of the labels begin with it. */
  labels?: string;
  /** The file names of the originals begin with it. */
  pictures?: string;
}

const EXPLAINERS = ['GradCAM', 'Gradient'];
const LABEL_COUNT = 4;
const DATA = '_explain_1700000000';

/** The events of a run in the order in which a real one writes them: every sample has one label of four, and its maps. */
export function run({ samples, labels = 'label', pictures = 'picture' }: RunSettings): EventInput[] {
  const ids = Array.from({ length: samples }, (_, id) => id);
  const names = Array.from({ length: LABEL_COUNT }, (_, label) => `${labels} ${label}`);
  return [
    { metadata: { labels: names, explainers: EXPLAINERS, metrics: ['Faithfulness'] } },
    ...ids.flatMap((id): EventInput[] => [
      { sampleId: id, imagePath: `${DATA}/origin_images/0/${pictures}_${id}.jpg` },
      {
        sampleId: id,
        truth: [id % LABEL_COUNT],
        inference: { truthProb: [0.75], predictedLabel: [id % LABEL_COUNT], predictedProb: [0.75] },
      },
    ]),
    ...EXPLAINERS.flatMap((explainer): EventInput[] => [
      ...ids.map((id) => ({
        sampleId: id,
        explanations: [
          { explainer, label: id % LABEL_COUNT, path: `${DATA}/heatmap/${explainer}/0/${id}_${id % LABEL_COUNT}.jpg` },
        ],
      })),
      { benchmarks: [{ metric: 'Faithfulness', explainer, total: 0.5, labelScores: [0.5, 0.25, 0.5, 0.75] }] },
    ]),
  ];
}

/** An empty directory that is deleted when the test is over. */
export async function temporaryDirectory(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'salient-test-'));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

export const EVENT_FILE = 'events.out.events.summary.1700000000.host_explain';

/**
 * Makes the directory `path` with an event file in it and returns the path of the event file.
 *
 * @param minutesOld how long before the beginning of the test's clock the file was written
 */
export async function writeJob(
  path: string,
  content: Uint8Array | readonly EventInput[],
  { name = EVENT_FILE, minutesOld = 60 }: { name?: string; minutesOld?: number } = {},
): Promise<string> {
  await mkdir(path, { recursive: true });
  const file = join(path, name);
  await writeFile(file, content instanceof Uint8Array ? content : eventFile(content));
  await setAge(file, minutesOld);
  return file;
}

/** Sets when a file or directory was last written: so many minutes before the beginning of the test's clock. */
export async function setAge(path: string, minutesOld: number): Promise<void> {
  const time = new Date(BEGINNING - minutesOld * 60_000);
  await utimes(path, time, time);
}

export async function append(file: string, content: Uint8Array | readonly EventInput[]): Promise<void> {
  await appendFile(file, content instanceof Uint8Array ? content : eventFile(content));
}
