import type { Job, ScoreRecord } from '../job/job';
import {
  completeSample,
  RecordChangedError,
  readScore,
  type Sample,
  type SampleDraft,
  type Score,
} from '../job/sample';
import { RecordReader } from '../record/record-reader';
import type { ByteRange, StoredFile } from '../storage/storage';

/* Records that are read again from the event file, by their offsets, when somebody looks. */

/** A record is first read as this many bytes; a longer one takes a second read. */
const RECORD_GUESS = 1024;

/** Records no further apart than this are read at once: a read of their own takes longer than copying what lies between. */
const GAP_BYTES = 4096;

/** The drafted samples with what their records say. Throws RecordChangedError, as all of these. */
export async function readSamples(
  job: Job,
  file: StoredFile,
  drafts: readonly SampleDraft[],
  asRecorded = false,
): Promise<Sample[]> {
  const payloads = await readPayloads(
    file,
    drafts.flatMap((draft) => draft.offsets),
  );
  let next = 0;
  return drafts.map((draft) => {
    const own = payloads.slice(next, next + draft.offsets.length);
    next += draft.offsets.length;
    return completeSample(job, draft, own, asRecorded);
  });
}

/** The scores of some records, in the same order. */
export async function readScores(file: StoredFile, records: readonly ScoreRecord[]): Promise<Score[]> {
  const payloads = await readPayloads(
    file,
    records.map((record) => record.offset),
  );
  return records.map((record, index) => readScore(record, payloads[index]));
}

/** The payloads of the records at `offsets`, their checksums verified again. Throws RecordChangedError. */
async function readPayloads(file: StoredFile, offsets: readonly number[]): Promise<Uint8Array[]> {
  const { ranges, rangeOf } = rangesAround(offsets);
  const blocks = await file.readRanges(ranges);
  const readers = blocks.map((block) => new RecordReader(block));
  const payloads: Uint8Array[] = [];
  for (const [index, offset] of offsets.entries()) {
    const place = rangeOf[index];
    let [bytes, reader] = [blocks[place], readers[place]];
    reader.offset = offset - ranges[place].position;
    let state = reader.next();
    if (state === 'truncated' && bytes.length === ranges[place].length) {
      [bytes] = await file.readRanges([{ position: offset, length: reader.needed }]);
      reader = new RecordReader(bytes);
      state = reader.next();
    }
    if (state !== 'record') throw new RecordChangedError(offset);
    payloads.push(bytes.subarray(reader.payloadStart, reader.payloadEnd));
  }
  return payloads;
}

/** Ranges of the file that hold the beginnings of the records at `offsets`, and for each of these the index of its range. */
function rangesAround(offsets: readonly number[]) {
  const inFileOrder = Array.from(offsets.keys()).sort((a, b) => offsets[a] - offsets[b]);
  const ranges: ByteRange[] = [];
  const rangeOf: number[] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const index of inFileOrder) {
    const position = offsets[index];
    if (position > end + GAP_BYTES) ranges.push({ position, length: 0 });
    end = position + RECORD_GUESS;
    const place = ranges.length - 1;
    ranges[place].length = end - ranges[place].position;
    rangeOf[index] = place;
  }
  return { ranges, rangeOf };
}
