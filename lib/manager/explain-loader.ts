import { type Clock, settledWithin } from '../clock';
import type { IndexSnapshot, PartPlace, PictureCheck } from '../indexing/index-answers';
import { type Indexer, WorkerLostError } from '../indexing/indexer';
import { partNameOf } from '../summary/event-file';
import { type ExplainDirectory, eventFilePath, partPath } from '../summary/explain-directory';
import { areSameParts } from '../summary/part-files';
import { JobQuestions } from './job-questions';

/** The progress of loading a job. A failed job keeps what was read before. */
export type LoaderStatus =
  | { kind: 'pending' }
  | { kind: 'loading' }
  | { kind: 'loaded' }
  | { kind: 'failed'; message: string };

/**
 * One explain job that is loaded, or is being loaded. The indexing worker reads its event file; the rest of the program
 * asks about the job here.
 */
export class ExplainLoader extends JobQuestions {
  /** When the job was last requested, milliseconds since 1970; 0 if never. */
  queryTime: number;
  status: LoaderStatus = { kind: 'pending' };
  #readUpTo: ExplainDirectory | null = null;
  #loading: Promise<void> | null = null;
  #closed = false;

  /**
   * @param jobId the job's path relative to the base directory, as in `./run_1`
   * @param ownPath of the job's directory, unless a link leads there
   * @param directory the job as the last scan found it; replaced when it changes
   * @param onGrowth called when more of the job has been read
   */
  constructor(
    jobId: string,
    readonly ownPath: string,
    public directory: ExplainDirectory,
    indexer: Indexer,
    readonly clock: Clock,
    onGrowth: (loader: ExplainLoader) => void = () => {},
  ) {
    super(jobId, indexer);
    this.queryTime = clock.now();
    indexer.watch(this.handle, (snapshot) => {
      this.snapshot = snapshot;
      onGrowth(this);
    });
  }

  /** Path of the directory that the paths of pictures are relative to. */
  get path(): string {
    return this.directory.linked?.directory ?? this.ownPath;
  }

  /** When the run started, milliseconds since 1970. */
  get createTime(): number {
    return this.directory.createTime;
  }

  /** When the event file was last written, milliseconds since 1970. */
  get updateTime(): number {
    return this.directory.updateTime;
  }

  get explainers(): readonly string[] {
    return this.snapshot?.explainers ?? [];
  }

  get metrics(): readonly string[] {
    return this.snapshot?.metrics ?? [];
  }

  get sampleCount(): number {
    return this.snapshot?.sampleCount ?? 0;
  }

  get uncertaintyEnabled(): boolean {
    return this.snapshot?.hasUncertainty ?? false;
  }

  /** Minimum probability at which a label counts as predicted. */
  get threshold(): number | null {
    return this.snapshot?.threshold ?? null;
  }

  /** Bytes of memory the job takes. */
  get memory(): number {
    return this.snapshot?.memory ?? 0;
  }

  get isLoading(): boolean {
    return this.status.kind === 'loading' || this.status.kind === 'pending';
  }

  /** The directory as it was when the event file was last read to its end; null before that. */
  get readUpTo(): ExplainDirectory | null {
    return this.#readUpTo;
  }

  /** Whether there may be more to read: the event file has grown, was replaced, or was never read. */
  get isBehind(): boolean {
    const { directory } = this;
    const read = this.#readUpTo;
    return (
      read === null ||
      directory.eventFile !== read.eventFile ||
      directory.updateTime !== read.updateTime ||
      directory.size !== read.size ||
      directory.identity !== read.identity ||
      directory.version !== read.version ||
      directory.linked?.eventFile !== read.linked?.eventFile ||
      !areSameParts(directory.parts, read.parts)
    );
  }

  /** Whether the event file has zeros or damage after the last record: they may be filled without a change of its size or time. */
  get mayBeFilled(): boolean {
    return this.snapshot !== null && (this.snapshot.zerosFrom !== null || this.snapshot.damage !== null);
  }

  /**
   * Continues reading the event file, or starts over if the file was replaced. Calls during reading get the
   * same promise. Rejects if the file cannot be read; `status` then reports it too.
   */
  load(): Promise<void> {
    if (this.#closed)
      return this.status.kind === 'failed' ? Promise.reject(new Error(this.status.message)) : Promise.resolve();
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #load(): Promise<void> {
    if (this.status.kind !== 'loaded') this.status = { kind: 'loading' };
    const { directory } = this;
    const path = eventFilePath(this.ownPath, directory);
    try {
      const snapshot = await this.indexer.call(
        'advance',
        this.handle,
        path,
        this.#partPlaces(directory),
        partNameOf(directory.eventFile) ?? undefined,
      );
      if (this.#closed) return this.load();
      if (!isEqual(this.snapshot, snapshot)) this.snapshot = snapshot;
      if (!snapshot.isPutOff) this.#readUpTo = directory;
      this.status = { kind: 'loaded' };
    } catch (thrown) {
      const error = thrown instanceof WorkerLostError ? thrown.at(path) : thrown;
      this.status = { kind: 'failed', message: error instanceof Error ? error.message : String(error) };
      throw error;
    }
  }

  #partPlaces(directory: ExplainDirectory): PartPlace[] | undefined {
    return directory.parts?.map((part) => ({ ...part, path: partPath(this.ownPath, directory, part.name) }));
  }

  /** Discards what was read and stops reading, because of `message`. The loader must be closed next. */
  refuse(message: string): void {
    this.snapshot = null;
    this.status = { kind: 'failed', message };
    this.#closed = true;
  }

  /** Discards what was read, because the worker that held it died. */
  reset(): void {
    this.snapshot = null;
    this.forget();
    this.#readUpTo = null;
    this.status = { kind: 'pending' };
  }

  /** Resolves when the current loading has ended, successfully or not, or after a timeout in milliseconds. */
  async settled(milliseconds: number): Promise<void> {
    if (this.#loading) await settledWithin(this.clock, milliseconds, this.#loading);
  }

  /** Which of the recorded pictures exist. Null before anything was read, and if the event file was replaced meanwhile. */
  async checkPictures(): Promise<PictureCheck | null> {
    return this.snapshot === null
      ? null
      : this.indexer.call('checkPictures', this.handle, this.path, this.directory.linked?.data); // waits for the disk mostly
  }

  /** Stops loading and frees the job's memory. The loader must not be used after this. */
  async close(): Promise<void> {
    this.#closed = true;
    this.indexer.watch(this.handle, null);
    await this.indexer.call('close', this.handle);
  }
}

/** Whether two summaries are of the same content, so that one need not replace the other. */
function isEqual(a: IndexSnapshot | null, b: IndexSnapshot): boolean {
  return a !== null && a.revision === b.revision && JSON.stringify(a) === JSON.stringify(b);
}
