import { decodeEvent, EventFields } from '../event/event';
import { WireError, WireReader } from '../event/wire';
import { foldEvent } from '../job/fold';
import { Job } from '../job/job';
import { describeFault, RECORD_OVERHEAD, RecordReader } from '../record/record-reader';
import type { FileStat, StoredFile } from '../storage/storage';
import { BlockReader } from './block-reader';
import { Fingerprint } from './fingerprint';

const BLOCK_BYTES = 2 ** 20;

/** Corruption: nothing behind this byte of the event file can be read. */
export interface Damage {
  offset: number;
  message: string;
}

/** Where reading stands: with the job that was read, all that is needed to go on. */
export interface ReadingState {
  bytesRead: number;
  fingerprint: [number, number];
  /** The file when its end was last reached. */
  seen: FileStat;
  first: Landmark;
  last: Landmark;
}

/** A record whose place and checksum are remembered, to notice that the file was rewritten under us. */
interface Landmark {
  offset: number;
  length: number;
  checksum: number;
}

/**
 * Folds an event file into a `Job`, from the first byte to wherever the file ends now, and on from there when it has grown.
 *
 * Reading is cut into blocks with an `await` between them, so that the thread it runs on can answer questions about the
 * job while the rest is read. After each block the job holds exactly the records of `file[0, bytesRead)`.
 */
export class EventFileReader {
  readonly fingerprint: Fingerprint;
  /** End of the last whole record, bytes. */
  bytesRead: number;
  /** What `bytesRead` was when the job was last put on disk or taken from it. */
  bytesKept: number;
  damage: Damage | null = null;
  /** Set where a record turned out not to be the one that was read. */
  isStale = false;
  /** Bytes the file had when it was last looked at. */
  fileSize = 0;
  /** The file when its end was last reached. */
  #seen: FileStat | null;
  #first: Landmark | null;
  #last: Landmark | null;
  readonly #fields = new EventFields();
  readonly #wire = new WireReader();

  #users = 0;
  #isRetired = false;

  /** Reads `file` from its start, or goes on from a `state` with the `job` that was read. */
  constructor(
    readonly file: StoredFile,
    readonly job = new Job(),
    state?: ReadingState,
  ) {
    this.fingerprint = new Fingerprint(state?.fingerprint);
    this.bytesRead = this.bytesKept = state?.bytesRead ?? 0;
    this.#seen = state?.seen ?? null;
    this.#first = state?.first ?? null;
    this.#last = state?.last ?? null;
  }

  /** Where reading stands; null before the end of the file was reached, and while there is no record. */
  get state(): ReadingState | null {
    const { bytesRead, fingerprint } = this;
    if (this.#seen === null || this.#first === null || this.#last === null) return null;
    return { bytesRead, fingerprint: fingerprint.state, seen: this.#seen, first: this.#first, last: this.#last };
  }

  /** Runs `use`, during which the file stays open. */
  async whileOpen<T>(use: () => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await use();
    } finally {
      this.#users--;
      await this.#closeUnused();
    }
  }

  /** Closes the file as soon as nobody uses it. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await this.#closeUnused();
  }

  async #closeUnused(): Promise<void> {
    if (!this.#isRetired || this.#users > 0) return;
    this.#isRetired = false;
    await this.file.close();
  }

  /** Tells this content from any other at the same path: the checksum of its first record. Null before that was read. */
  get generation(): string | null {
    return this.#first === null ? null : this.#first.checksum.toString(16).padStart(8, '0');
  }

  /** Whether the file that is now at the job's path, described by `stat`, still begins with what was read from it. */
  async isSameFile(stat: FileStat): Promise<boolean> {
    if (this.isStale) return false;
    return this.#seen === null || (stat.identity === this.#seen.identity && (await this.isContinued(stat)));
  }

  /**
   * Whether the file that is open, described by `stat`, still begins with what was read, be it this file or a copy of it.
   * Untouched or grown, it keeps its first and its last known record: two reads, however long it is, for an event file is only appended
   * to. Otherwise all its checksums must be the same.
   */
  async isContinued(stat: FileStat): Promise<boolean> {
    const seen = this.#seen;
    if (seen === null) return true;
    if (stat.size < seen.size || !(await this.isUnchanged())) return false;
    const isUntouched = stat.modified === seen.modified && stat.changed === seen.changed;
    if (stat.identity === seen.identity && (stat.size > seen.size || isUntouched)) return true;
    const content = new Fingerprint();
    await this.#eachBlock(0, seen.size, (bytes, start) => content.addFrames(bytes, start, this.bytesRead));
    return content.value === this.fingerprint.value;
  }

  /**
   * Whether the first and the last record that were read are still there. A file that is rewritten in place, in the same moment and in
   * records of the same lengths, is told from the one that was read by nothing else.
   */
  async isUnchanged(): Promise<boolean> {
    return (await this.#isThere(this.#first)) && (await this.#isThere(this.#last));
  }

  /**
   * Reads to the end of the file. `onBlock` is called after each block that was folded, and ends the reading with false.
   *
   * @throws StorageError where the file cannot be read
   */
  async readOn(onBlock: () => boolean): Promise<void> {
    this.damage = null;
    let wanted = true;
    while (wanted) {
      this.fileSize = (await this.file.stat()).size;
      const end = await this.#eachBlock(this.bytesRead, this.fileSize, (bytes, start) => {
        const used = this.#fold(bytes, start);
        wanted = onBlock();
        return wanted ? used : -1;
      });
      this.#seen = await this.file.stat();
      this.fileSize = this.#seen.size;
      if (this.fileSize <= end || this.damage !== null) break;
    }
    this.job.trim();
  }

  /**
   * Goes through the file from byte `from` on: calls `take(bytes, start)` with a block at a time; it returns how many of the
   * bytes it has used up (the rest comes again, with more behind it), or -1 to stop. Returns where the file ended.
   */
  async #eachBlock(from: number, size: number, take: (bytes: Uint8Array, start: number) => number): Promise<number> {
    // One byte more than is there, so that a block that is not filled means the end.
    const blocks = new BlockReader(this.file, from, Math.min(BLOCK_BYTES, Math.max(size - from + 1, RECORD_OVERHEAD)));
    let unused: Uint8Array | undefined;
    for (let position = from; !blocks.atEnd; ) {
      const bytes = await blocks.next(unused);
      const used = take(bytes, position);
      if (used === -1) break;
      unused = bytes.subarray(used);
      position += used;
    }
    await blocks.stop();
    return blocks.end;
  }

  /** Folds the whole records in `bytes`, which begin at byte `start` of the file. Returns the bytes used, -1 on damage. */
  #fold(bytes: Uint8Array, start: number): number {
    const { job } = this;
    const reader = new RecordReader(bytes, { isSequential: true });
    for (;;) {
      const offset = start + reader.offset;
      const state = reader.next();
      if (state === 'truncated') break;
      if (state === 'corrupt') {
        const what = reader.fault === null ? 'no record begins' : describeFault(reader.fault);
        this.damage = { offset, message: `At byte ${offset} of the event file ${what}.` };
        return -1;
      }
      this.#wire.reset(bytes, reader.payloadStart, reader.payloadEnd);
      try {
        decodeEvent(this.#wire, this.#fields);
        foldEvent(job, this.#fields, bytes, offset);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        job.problems.add('bad-event', `The record at byte ${offset} is no event: ${error.message}.`, offset);
      }
      this.fingerprint.add(reader.checksum);
      this.bytesRead = start + reader.offset;
      const length = this.bytesRead - offset;
      this.#first ??= { offset, length, checksum: reader.checksum };
      if (this.#last === null) this.#last = { offset, length, checksum: reader.checksum };
      else {
        this.#last.offset = offset;
        this.#last.length = length;
        this.#last.checksum = reader.checksum;
      }
    }
    return reader.offset;
  }

  async #isThere(landmark: Landmark | null): Promise<boolean> {
    if (landmark === null) return true;
    const [bytes] = await this.file.readRanges([{ position: landmark.offset, length: landmark.length }]);
    const reader = new RecordReader(bytes);
    return reader.next() === 'record' && reader.checksum === landmark.checksum;
  }
}
