import { expect, test } from 'vitest';
import { draftSample, RecordChangedError } from '../../lib/job/sample';
import { EventFileReader } from '../../lib/reading/event-file-reader';
import { firstBatch, readSamples, readScores } from '../../lib/reading/stored-records';
import type { ByteRange } from '../../lib/storage/storage';
import { type EventInput, eventFile } from '../support/event-writer';
import { MemoryFile } from '../support/memory-file';

/** Counts repeated reads. */
class CountingFile extends MemoryFile {
  readonly ranges: ByteRange[] = [];
  override readRanges(ranges: readonly ByteRange[]) {
    this.ranges.push(...ranges);
    return super.readRanges(ranges);
  }
}

const mapsOf = (count: number) =>
  Array.from({ length: count }, (_, label) => ({ explainer: 'A', label, path: `heatmap/A/${label}.jpg` }));

/** A short record, one longer than a first read, 1 MB of scores, and the last record of the file. */
const EVENTS: EventInput[] = [
  { metadata: { labels: ['cat'], explainers: ['A'], metrics: ['M'] } },
  { sampleId: 1, imagePath: 'a.jpg' },
  { sampleId: 1, explanations: mapsOf(3000) },
  { sampleId: 2, imagePath: 'b.jpg' },
  { benchmarks: [{ metric: 'M', explainer: 'A', total: 0.5, labelScores: new Array(250_000).fill(0.25) }] },
  { sampleId: 2, explanations: mapsOf(40) },
];

const itself = <T>(sample: T) => sample;

async function read() {
  const file = new CountingFile(eventFile(EVENTS));
  const reader = new EventFileReader(file);
  await reader.readToEnd(() => true);
  file.ranges.length = 0;
  return { file, job: reader.job };
}

test('samples are complete, however long their records are and whatever is between them', async () => {
  const { file, job } = await read();
  const samples = await readSamples(
    job,
    file,
    [1, 2].map((id) => draftSample(job, job.rowOf(id))),
    itself,
  );
  expect(samples.map(({ imagePath, maps }) => [imagePath, maps.length, maps.at(-1)?.path])).toEqual([
    ['a.jpg', 3000, 'heatmap/A/2999.jpg'],
    ['b.jpg', 40, 'heatmap/A/39.jpg'],
  ]);
});

test('only the possible bytes of the records are read, and nothing of 1 MB between them', async () => {
  const { file, job } = await read();
  await readSamples(job, file, [draftSample(job, job.rowOf(2))], itself);
  const bytes = file.ranges.reduce((sum, { length }) => sum + length, 0);
  expect(bytes).toBeLessThan(70_000);
});

test('scores are complete, however long', async () => {
  const { file, job } = await read();
  const [score] = await readScores(file, [...job.scores.values()]);
  expect([score.total, score.labels?.length]).toEqual([0.5, 250_000]);
});

test.each([0, 5, 30])('a record with a different byte %i is reported as changed', async (byte) => {
  const { file, job } = await read();
  const draft = draftSample(job, job.rowOf(1));
  file.content = file.content.slice();
  file.content[draft.records[0].offset + byte] ^= 1;
  await expect(readSamples(job, file, [draft], itself)).rejects.toThrow(RecordChangedError);
});

test('a shorter file is reported as changed', async () => {
  const { file, job } = await read();
  file.content = file.content.subarray(0, 200);
  await expect(readSamples(job, file, [draftSample(job, job.rowOf(2))], itself)).rejects.toThrow(RecordChangedError);
});

test('long samples are decoded one after the other, whoever asks', async () => {
  const { file, job } = await read();
  let inUse = 0;
  let most = 0;
  const use = async () => {
    most = Math.max(most, ++inUse);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inUse--;
  };
  const draft = draftSample(job, job.rowOf(1));
  expect(4 * draft.bytes).toBeGreaterThan(256 * 1024);
  await Promise.all([1, 2, 3].map(() => readSamples(job, file, Array(4).fill(draft), use)));
  expect(most).toBe(1);
});

test('of samples with long records, the first ones are read together, at least one', async () => {
  const { job } = await read();
  const [long, short] = [1, 2].map((id) => draftSample(job, job.rowOf(id)));
  expect(firstBatch([{ ...long, bytes: 2 ** 21 }, short])).toHaveLength(1);
  expect(firstBatch([short, { ...long, bytes: 2 ** 19 }, { ...long, bytes: 2 ** 20 }])).toHaveLength(2);
  expect(firstBatch([])).toEqual([]);
});
