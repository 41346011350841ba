import type { Job, ScoreRecord } from '../job/job';
import {
  completeSample,
  type DecodedSample,
  RecordChangedError,
  type RecordPlace,
  readScores as readScoresOf,
  type SampleDraft,
  type SampleRecords,
  type Score,
} from '../job/sample';
import { pictureOf, type SamplePicture } from '../job/sample-picture';
import { RecordReader } from '../record/record-reader';
import { inSlices } from '../slices';
import type { ByteRange, StoredFile } from '../storage/storage';
import { Turns } from '../turns';

/* Reads records again from the event file, by their offsets, on demand. */

/** A file whose records are read; of a job of many parts, all of them (`job/parts.ts`). */
type RecordFile = Pick<StoredFile, 'readRanges'>;

/** Size of the first read of a record of scores, bytes; a longer record takes a second read. */
const SCORES_LENGTH = 1024;

/** Records of scores that are in memory at once: usually a few kilobytes each, sixteen megabytes at most. */
const SCORE_RECORDS_AT_ONCE = 4;

/** Records at most this far apart are read together: a separate read takes longer than copying the bytes between them. */
const GAP_BYTES = 1024;

/** Records of several samples are read together up to this length, bytes. */
const BATCH_BYTES = 2 ** 20;

/** Samples whose records are longer together take turns: decoded, and as JSON, they take up to twenty times as much memory. */
const LONG_BYTES = 256 * 1024;

const turns = new Turns(1);

/**
 * Completes the drafts with the content of their records, one after the other, in slices, and returns what `use` makes of them. A sample
 * may take many megabytes, so `use` keeps only what it needs. Throws RecordChangedError.
 */
export async function readSamples<T>(
  job: Job,
  file: RecordFile,
  drafts: readonly SampleDraft[],
  use: (sample: DecodedSample) => T | Promise<T>,
  asRecorded = false,
): Promise<T[]> {
  const read = async () => {
    const results: T[] = [];
    for (const batch of batchesOf(drafts)) {
      const payloads = await readPayloads(
        file,
        batch.flatMap((draft) => draft.records),
      );
      let next = 0;
      for (const draft of batch) {
        const own = payloads.slice(next, next + draft.records.length);
        next += draft.records.length;
        results.push(await use(await inSlices(completeSample(job, draft, own, asRecorded))));
      }
    }
    return results;
  };
  return bytesOf(drafts) > LONG_BYTES ? turns.run(job, read) : read();
}

/** The originals of samples with these marks. Throws RecordChangedError. */
export async function readPictures(
  file: RecordFile,
  drafts: readonly SampleRecords[],
  marks: readonly number[],
): Promise<SamplePicture[]> {
  const pictures: SamplePicture[] = [];
  for (const batch of batchesOf(drafts)) {
    const payloads = await readPayloads(
      file,
      batch.flatMap((draft) => draft.records),
    );
    let next = 0;
    for (const draft of batch) {
      const own = payloads.slice(next, next + draft.records.length);
      next += draft.records.length;
      pictures.push(pictureOf(draft, marks[pictures.length], own));
    }
  }
  return pictures;
}

function* batchesOf<T extends SampleRecords>(drafts: readonly T[]): Generator<T[]> {
  let batch: T[] = [];
  let bytes = 0;
  for (const draft of drafts) {
    if (batch.length > 0 && bytes + draft.bytes > BATCH_BYTES) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(draft);
    bytes += draft.bytes;
  }
  if (batch.length > 0) yield batch;
}

function bytesOf(drafts: readonly SampleRecords[]): number {
  return drafts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The first drafts, as many as are read together; at least one. */
export function firstBatch<T extends SampleRecords>(drafts: readonly T[]): T[] {
  const [batch = []] = batchesOf(drafts);
  return batch;
}

/** The scores of the records, in the same order. Each record of the file is read once. Throws RecordChangedError. */
export async function readScores(file: RecordFile, records: readonly ScoreRecord[]): Promise<Score[]> {
  const byOffset = new Map<number, number[]>();
  for (const [i, { offset }] of records.entries()) {
    const own = byOffset.get(offset);
    if (own) own.push(i);
    else byOffset.set(offset, [i]);
  }
  const scores: Score[] = [];
  const offsets = [...byOffset.keys()];
  for (let from = 0; from < offsets.length; from += SCORE_RECORDS_AT_ONCE) {
    const some = offsets.slice(from, from + SCORE_RECORDS_AT_ONCE);
    const payloads = await readPayloads(
      file,
      some.map((offset) => ({ offset, length: SCORES_LENGTH })),
    );
    for (const [k, offset] of some.entries()) {
      const own = byOffset.get(offset) ?? [];
      const read = await inSlices(
        readScoresOf(
          own.map((i) => records[i]),
          payloads[k],
        ),
      );
      for (const [n, i] of own.entries()) scores[i] = read[n];
    }
  }
  return scores;
}

/** The payloads of the records, with their checksums verified again. Throws RecordChangedError. */
async function readPayloads(file: RecordFile, places: readonly RecordPlace[]): Promise<Uint8Array[]> {
  const { ranges, rangeOf } = rangesAround(places);
  const blocks = await file.readRanges(ranges);
  const readers = blocks.map((block) => new RecordReader(block));
  const payloads: Uint8Array[] = [];
  for (const [index, { offset }] of places.entries()) {
    const range = rangeOf[index];
    let [bytes, reader] = [blocks[range], readers[range]];
    reader.offset = offset - ranges[range].position;
    let state = reader.next();
    if (state === 'truncated' && bytes.length === ranges[range].length) {
      [bytes] = await file.readRanges([{ position: offset, length: reader.needed }]);
      reader = new RecordReader(bytes);
      state = reader.next();
    }
    if (state !== 'record') throw new RecordChangedError(offset);
    payloads.push(bytes.subarray(reader.payloadStart, reader.payloadEnd));
  }
  return payloads;
}

/** The ranges of the file that contain the records, and for each record the index of its range. */
function rangesAround(places: readonly RecordPlace[]) {
  const inFileOrder = Array.from(places.keys()).sort((a, b) => places[a].offset - places[b].offset);
  const ranges: ByteRange[] = [];
  const rangeOf: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const index of inFileOrder) {
    const { offset: position, length } = places[index];
    if (position > end + GAP_BYTES) ranges.push({ position, length: 0 });
    end = Math.max(end, position + length);
    rangeOf[index] = ranges.length - 1;
    ranges[ranges.length - 1].length = end - ranges[ranges.length - 1].position;
  }
  return { ranges, rangeOf };
}
