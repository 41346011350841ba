import { LRUCache } from 'lru-cache';
import { decodeEvent, EventFields } from '../event/event';
import { name } from '../event/messages';
import { WireError, WireReader } from '../event/wire';
import { RecordReader } from '../record/record-reader';
import type { Storage } from '../storage/storage';
import type { ExplainDirectory } from '../summary/explain-directory';

/** A sample that stands at the head of an event file. */
export interface HeadSample {
  id: number;
  /** Of the original, relative to the job's directory. */
  imagePath: string;
}

const WANTED = 4;

/** Bytes that are looked at, the second only where the first do not hold enough samples: a thousand label names take 30 kB. */
const HEAD_BYTES = [32 * 1024, 512 * 1024];

const JOBS_KEPT = 5_000;

/** The first samples of jobs, for the list's previews: a look at the head of the event file, without loading the job. */
export class JobHeads {
  readonly #storage: Storage;
  readonly #known = new LRUCache<string, Promise<HeadSample[]>>({ max: JOBS_KEPT });

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** Up to four samples with an original, in file order. Rejects with StorageError where the event file cannot be read. */
  head(path: string, job: ExplainDirectory): Promise<HeadSample[]> {
    // A head with all the samples wanted stays as it is while the file grows; a shorter one may get more.
    const name = `${job.relativePath}\n${job.eventFile}`;
    const key = `${name}\n${job.size} ${job.updateTime}`;
    const known = this.#known.get(name) ?? this.#known.get(key);
    if (known) return known;
    const samples = this.#read(`${path}/${job.eventFile}`);
    this.#known.set(key, samples);
    samples.then(
      ({ length }) => {
        if (length < WANTED) return;
        this.#known.set(name, samples);
        this.#known.delete(key);
      },
      () => this.#known.delete(key),
    );
    return samples;
  }

  async #read(path: string): Promise<HeadSample[]> {
    const file = await this.#storage.open(path);
    try {
      let samples: HeadSample[] = [];
      for (const length of HEAD_BYTES) {
        const bytes = new Uint8Array(length);
        const filled = await file.read(bytes, 0);
        samples = firstSamples(bytes.subarray(0, filled));
        if (samples.length === WANTED || filled < length) break;
      }
      return samples;
    } finally {
      await file.close();
    }
  }
}

function firstSamples(bytes: Uint8Array): HeadSample[] {
  const samples: HeadSample[] = [];
  const reader = new RecordReader(bytes);
  const wire = new WireReader();
  const fields = new EventFields();
  while (samples.length < WANTED && reader.next() === 'record') {
    wire.reset(bytes, reader.payloadStart, reader.payloadEnd);
    try {
      decodeEvent(wire, fields);
    } catch (error) {
      if (error instanceof WireError) continue;
      throw error;
    }
    if (fields.sampleId === null || fields.imagePathEnd <= fields.imagePathStart) continue;
    if (samples.some((sample) => sample.id === fields.sampleId)) continue;
    samples.push({ id: fields.sampleId, imagePath: name(bytes, fields.imagePathStart, fields.imagePathEnd) });
  }
  return samples;
}
