import { LRUCache } from 'lru-cache';
import { decodeEvent, EventFields } from '../event/event';
import { path } from '../event/messages';
import { WireError, WireReader } from '../event/wire';
import { PREVIEW_SIZE, PreviewPicker, type PreviewSample } from '../job/preview';
import { RecordReader } from '../record/record-reader';
import type { Storage } from '../storage/storage';
import { type ExplainDirectory, eventFilePath } from '../summary/explain-directory';
import type { RememberedJobs } from './remembered-jobs';

/** Numbers of bytes to read; the second is used only if the first contains fewer than four samples of different labels. */
const HEAD_BYTES = [32 * 1024, 512 * 1024];

const JOBS_KEPT = 5_000;

/** The samples at the start of an event file that make the best preview. */
interface Head {
  samples: PreviewSample[];
  /** Whether more bytes of the same file cannot change `samples`. */
  isFinal: boolean;
  /** Whether the samples have different labels. */
  isVaried: boolean;
}

/**
 * The samples that represent jobs in the list: of different labels, from the start of the event file, without loading the job.
 * If the start repeats a label, from the index, as soon as the job has been indexed.
 */
export class JobPreviews {
  readonly #storage: Storage;
  readonly #remembered: RememberedJobs;
  /** Those that were read, or are being read: a promise is not kept, because it holds the request that it was made for. */
  readonly #heads = new LRUCache<string, Head | Promise<Head>>({ max: JOBS_KEPT });

  constructor(storage: Storage, remembered: RememberedJobs) {
    this.#storage = storage;
    this.#remembered = remembered;
  }

  /**
   * Up to four samples with an original.
   *
   * @param path of the job's directory
   * @throws StorageError if the event file cannot be read
   */
  async previewOf(path: string, job: ExplainDirectory): Promise<PreviewSample[]> {
    const head = await this.#head(path, job);
    const indexed = head.isVaried ? null : this.#remembered.get(job)?.preview;
    return indexed && indexed.length >= head.samples.length ? indexed : head.samples;
  }

  /** The path of the original of a sample that is or was part of the preview; undefined for others. Throws like `previewOf`. */
  async imagePathOf(path: string, job: ExplainDirectory, id: number): Promise<string | undefined> {
    const samples = [...(this.#remembered.get(job)?.preview ?? []), ...(await this.#head(path, job)).samples];
    return samples.find((sample) => sample.id === id)?.imagePath;
  }

  #head(path: string, job: ExplainDirectory): Head | Promise<Head> {
    const name = `${job.relativePath}\n${job.eventFile}\n${job.identity}`;
    const key = `${name}\n${job.size} ${job.updateTime} ${job.version}`;
    const known = this.#heads.get(name) ?? this.#heads.get(key);
    if (known) return known;
    const reading = this.#read(eventFilePath(path, job));
    this.#heads.set(key, reading);
    reading.then(
      (head) => {
        this.#heads.delete(key);
        this.#heads.set(head.isFinal ? name : key, head);
      },
      () => this.#heads.delete(key),
    );
    return reading;
  }

  async #read(path: string): Promise<Head> {
    const file = await this.#storage.open(path);
    try {
      let head: Head = { samples: [], isFinal: false, isVaried: false };
      for (const length of HEAD_BYTES) {
        const bytes = new Uint8Array(length);
        const filled = await file.read(bytes, 0);
        const picker = pickSamples(bytes.subarray(0, filled));
        const isLast = length === HEAD_BYTES[HEAD_BYTES.length - 1] && filled === length;
        head = { samples: picker.picks, isFinal: picker.isVaried || isLast, isVaried: picker.isVaried };
        if (head.isFinal || filled < length) break;
      }
      return head;
    } finally {
      await file.close();
    }
  }
}

interface Candidate extends PreviewSample {
  label: number | null;
}

function pickSamples(bytes: Uint8Array): PreviewPicker<PreviewSample> {
  const picker = new PreviewPicker<PreviewSample>();
  const candidates = new Map<number, Candidate>();
  const labels = new Set<number>();
  const reader = new RecordReader(bytes);
  const wire = new WireReader();
  const fields = new EventFields();
  while (labels.size < PREVIEW_SIZE && reader.next() === 'record') {
    wire.reset(bytes, reader.payloadStart, reader.payloadEnd);
    try {
      decodeEvent(wire, fields);
    } catch (error) {
      if (error instanceof WireError) continue;
      throw error;
    }
    if (fields.sampleId === null) continue;
    const id = fields.sampleId;
    const candidate = candidates.get(id) ?? { id, imagePath: '', label: null };
    candidates.set(id, candidate);
    candidate.label ??= firstLabelOf(fields);
    if (candidate.imagePath === '' && fields.imagePathEnd > fields.imagePathStart) {
      candidate.imagePath = path(bytes, fields.imagePathStart, fields.imagePathEnd);
    }
    if (candidate.imagePath !== '' && candidate.label !== null) labels.add(candidate.label);
  }
  for (const { id, imagePath, label } of candidates.values()) {
    if (imagePath !== '') picker.add({ id, imagePath }, label);
  }
  return picker;
}

/** The first label of a sample in an event. */
function firstLabelOf({ truthLabel, inference, hasInference, explainedLabel }: EventFields): number | null {
  const lists = [truthLabel, ...(hasInference ? [inference.predictedLabel] : []), explainedLabel];
  const first = lists.find(({ length }) => length > 0);
  return first === undefined ? null : first.values[0];
}
