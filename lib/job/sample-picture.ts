import { imageOf } from '../event/image';
import { STEP } from '../slices';
import type { Job } from './job';
import { sampleMark } from './mapped-pairs';
import { RecordChangedError, type SampleRecords } from './sample';

/** The original of a sample. Plain data, which is sent between threads. */
export interface SamplePicture {
  id: number;
  /** See `sampleMark`. */
  mark: number;
  /** Path relative to the job's directory, as recorded. */
  path: string;
  /** The first 64 bits of the recorded SHA-256, little-endian; null if none is recorded. */
  recorded: bigint | null;
}

/**
 * The original of a sample, from the payloads of its records.
 *
 * @throws RecordChangedError if a record is no longer about this sample
 */
export function pictureOf(
  { id, records }: SampleRecords,
  mark: number,
  payloads: readonly Uint8Array[],
): SamplePicture {
  const picture: SamplePicture = { id, mark, path: '', recorded: null };
  for (const [index, payload] of payloads.entries()) {
    const image = imageOf(payload);
    if (image.sampleId !== id) throw new RecordChangedError(records[index].offset);
    if (image.path === '') continue;
    picture.path = image.path;
    picture.recorded = image.sha256?.length === 32 ? Buffer.from(image.sha256).readBigUInt64LE(0) : null;
  }
  return picture;
}

/** Samples with their marks, see `sampleMark`. In shared memory, so that threads pass them on without copying. */
export interface PictureMarks {
  ids: Int32Array;
  marks: Uint32Array;
}

/** All shown samples with their marks, in steps that may be interrupted. */
export function* pictureMarks(job: Job): Generator<void, PictureMarks> {
  const ids = new Int32Array(new SharedArrayBuffer(4 * job.sampleCount));
  const marks = new Uint32Array(new SharedArrayBuffer(4 * job.sampleCount));
  let count = 0;
  for (let row = 0; row < job.samples.length; row++) {
    if (row % STEP === 0) yield;
    if (!job.isShown(row)) continue;
    ids[count] = job.samples.column.id[row];
    marks[count++] = sampleMark(job, row);
  }
  return { ids, marks };
}
