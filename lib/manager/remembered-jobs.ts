import { LRUCache } from 'lru-cache';
import type { IndexSnapshot, PictureCheck } from '../indexing/index-answers';
import type { PreviewSample } from '../job/preview';
import type { ExplainDirectory } from '../summary/explain-directory';

/** Maximum memory of all summaries together, bytes: several thousand jobs. */
const MAX_BYTES = 8 * 2 ** 20;

/** Objects and map entries of a summary, bytes, in addition to its texts. */
const ENTRY_BYTES = 1024;

/** The summary of a job that was indexed; it is kept when its index leaves memory. */
export interface RememberedJob {
  /** The directory as it was when the event file was last read to its end. */
  directory: ExplainDirectory;
  snapshot: IndexSnapshot;
  /** The last check of its pictures, and when it ended (milliseconds since 1970) and how long it took (milliseconds). */
  pictures: { check: PictureCheck; at: number; took: number } | null;
  /** Samples of different labels; null until they are known. */
  preview: PreviewSample[] | null;
}

/** Summaries of the jobs that were indexed; the least recently written ones are dropped first. */
export class RememberedJobs {
  readonly #jobs = new LRUCache<string, RememberedJob>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ snapshot, preview }) => ENTRY_BYTES + 2 * JSON.stringify([snapshot, preview]).length,
  });

  /** Changes whenever a summary does. */
  version = 0;

  /** The summary of a job, possibly outdated; null if there is none, or if another event file has replaced it. */
  get(directory: ExplainDirectory): RememberedJob | null {
    const job = this.#jobs.peek(directory.relativePath);
    const isSame =
      job?.directory.identity === directory.identity &&
      job.directory.eventFile === directory.eventFile &&
      job.directory.size <= directory.size;
    return job !== undefined && isSame ? job : null;
  }

  /** Whether there is a summary of the whole event file. */
  isCurrent(directory: ExplainDirectory): boolean {
    const known = this.get(directory)?.directory;
    const { size, updateTime, version } = directory;
    return known !== undefined && known.size === size && known.updateTime === updateTime && known.version === version;
  }

  /** Stores the summary of a job whose event file was read to its end. */
  note(directory: ExplainDirectory, snapshot: IndexSnapshot): void {
    const before = this.get(directory);
    if (before?.directory === directory && before.snapshot === snapshot) return;
    const isContinued = before?.snapshot.generation === snapshot.generation;
    const { pictures, preview } = before && isContinued ? before : { pictures: null, preview: null };
    this.#set({ directory, snapshot, pictures, preview });
  }

  notePictures(directory: ExplainDirectory, check: PictureCheck, at: number, took: number): void {
    this.#change(directory, { pictures: { check, at, took } });
  }

  notePreview(directory: ExplainDirectory, preview: PreviewSample[]): void {
    this.#change(directory, { preview });
  }

  #change(directory: ExplainDirectory, news: Partial<RememberedJob>): void {
    const job = this.get(directory);
    if (job) this.#set({ ...job, ...news });
  }

  #set(job: RememberedJob): void {
    this.version++;
    this.#jobs.set(job.directory.relativePath, job);
  }
}
