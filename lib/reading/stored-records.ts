import type { Job, ScoreRecord } from '../job/job';
import {
  completeSample,
  RecordChangedError,
  type RecordPlace,
  readScore,
  type Sample,
  type SampleDraft,
  type Score,
} from '../job/sample';
import { RecordReader } from '../record/record-reader';
import type { ByteRange, StoredFile } from '../storage/storage';

/* Reads records again from the event file, by their offsets, on demand. */

/** Size of the first read of a record of scores, bytes; a longer record takes a second read. */
const SCORES_LENGTH = 1024;

/** Records at most this far apart are read together: a separate read takes longer than copying the bytes between them. */
const GAP_BYTES = 1024;

/** Completes the drafts with the content of their records. Throws RecordChangedError. */
export async function readSamples(
  job: Job,
  file: StoredFile,
  drafts: readonly SampleDraft[],
  asRecorded = false,
): Promise<Sample[]> {
  const payloads = await readPayloads(
    file,
    drafts.flatMap((draft) => draft.records),
  );
  let next = 0;
  return drafts.map((draft) => {
    const own = payloads.slice(next, next + draft.records.length);
    next += draft.records.length;
    return completeSample(job, draft, own, asRecorded);
  });
}

/** The scores of the records, in the same order. Throws RecordChangedError. */
export async function readScores(file: StoredFile, records: readonly ScoreRecord[]): Promise<Score[]> {
  const payloads = await readPayloads(
    file,
    records.map(({ offset }) => ({ offset, length: SCORES_LENGTH })),
  );
  return records.map((record, index) => readScore(record, payloads[index]));
}

/** The payloads of the records, with their checksums verified again. Throws RecordChangedError. */
async function readPayloads(file: StoredFile, places: readonly RecordPlace[]): Promise<Uint8Array[]> {
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
