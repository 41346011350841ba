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
import type { StoredFile } from '../storage/storage';

/* Records that are read again from the event file, by their offsets, when somebody looks. */

/** A record is first read as this many bytes; a longer one takes a second read. */
const RECORD_GUESS = 1024;

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
  const blocks = await file.readRanges(offsets.map((position) => ({ position, length: RECORD_GUESS })));
  const payloads: Uint8Array[] = [];
  for (const [index, block] of blocks.entries()) {
    let [bytes, reader] = [block, new RecordReader(block)];
    if (reader.next() === 'truncated' && block.length === RECORD_GUESS) {
      [bytes] = await file.readRanges([{ position: offsets[index], length: reader.needed }]);
      reader = new RecordReader(bytes);
      reader.next();
    }
    if (reader.payloadEnd === 0) throw new RecordChangedError(offsets[index]);
    payloads.push(bytes.subarray(reader.payloadStart, reader.payloadEnd));
  }
  return payloads;
}
