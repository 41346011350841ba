import { decodeEvent, EventFields } from '../event/event';
import { WireError, WireReader } from '../event/wire';
import { foldEvent } from '../job/fold';
import { Job } from '../job/job';
import { describeFault, RecordReader } from '../record/record-reader';
import type { FileStat, StoredFile } from '../storage/storage';
import { type Block, type Decode, decodedBlocks, decodeHere, verifyHere } from './decoded-blocks';
import { Fingerprint } from './fingerprint';

// One for all files, for a record is decoded and folded in one go.
const wire = new WireReader();
const fields = new EventFields();

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

  /** Closes the file and gives back what the job takes, as soon as nobody uses it. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await this.#closeUnused();
  }

  async #closeUnused(): Promise<void> {
    if (!this.#isRetired || this.#users > 0) return;
    this.#isRetired = false;
    this.job.free();
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
   * to. Otherwise all its records must be sound and the same.
   */
  async isContinued(stat: FileStat): Promise<boolean> {
    const seen = this.#seen;
    if (seen === null) return true;
    if (stat.size < seen.size || !(await this.isUnchanged())) return false;
    const isUntouched = stat.modified === seen.modified && stat.changed === seen.changed;
    if (stat.identity === seen.identity && (stat.size > seen.size || isUntouched)) return true;
    return this.#isSoundUpTo(this.bytesRead);
  }

  /** Whether the file holds up to byte `end` the records that were read, every one of them sound. */
  async #isSoundUpTo(end: number): Promise<boolean> {
    const content = new Fingerprint();
    for await (const { bytes, start, verifiedEnd } of decodedBlocks(this.file, 0, end, verifyHere)) {
      const reader = new RecordReader(bytes, { verifiedEnd });
      const stop = Math.min(verifiedEnd, end - start);
      while (reader.offset < stop && reader.next() === 'record') content.add(reader.checksum);
      if (start + reader.offset >= end) break;
      if (reader.next() === 'corrupt') return false;
    }
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
  async readOn(onBlock: () => boolean, decode: Decode = decodeHere): Promise<void> {
    this.damage = null;
    let end: number | null;
    do {
      this.fileSize = (await this.file.stat()).size;
      end = await this.#foldBlocks(onBlock, decode);
      this.#seen = await this.file.stat();
      this.fileSize = this.#seen.size;
    } while (end !== null && end < this.fileSize);
    this.job.trim();
  }

  /** Folds what there is now. Returns where the file ended, null where reading ended before. */
  async #foldBlocks(onBlock: () => boolean, decode: Decode): Promise<number | null> {
    let end = this.bytesRead;
    for await (const block of decodedBlocks(this.file, this.bytesRead, this.fileSize, decode)) {
      this.#fold(block);
      if (!onBlock() || this.damage !== null) return null;
      end = block.start + block.bytes.length;
    }
    return end;
  }

  /** Folds the whole records of a block. What is left behind them is cut off and comes again, or damage. */
  #fold({ bytes, start, verifiedEnd, tape }: Block): void {
    const { job } = this;
    const reader = new RecordReader(bytes, { verifiedEnd });
    let state = reader.next();
    for (; state === 'record'; state = reader.next()) {
      const offset = start + reader.recordStart;
      try {
        if (!tape.read(fields)) {
          wire.reset(bytes, reader.payloadStart, reader.payloadEnd);
          decodeEvent(wire, fields);
        }
        foldEvent(job, fields, bytes, offset);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        job.problems.add('bad-event', `The record at byte ${offset} is no event: ${error.message}.`, offset);
      }
      this.fingerprint.add(reader.checksum);
      this.#first ??= landmarkOf(reader, start);
    }
    if (reader.offset > 0) this.#last = landmarkOf(reader, start);
    this.bytesRead = start + reader.offset;
    // Samples come first, and so their number would mislead; records come all through the file.
    if (job.records.length > 0) job.records.expected = Math.ceil((job.records.length * this.fileSize) / this.bytesRead);
    if (reader.fault !== null) {
      this.damage = {
        offset: this.bytesRead,
        message: `At byte ${this.bytesRead} of the event file ${describeFault(reader.fault)}.`,
      };
    }
  }

  async #isThere(landmark: Landmark | null): Promise<boolean> {
    if (landmark === null) return true;
    const [bytes] = await this.file.readRanges([{ position: landmark.offset, length: landmark.length }]);
    const reader = new RecordReader(bytes);
    return reader.next() === 'record' && reader.checksum === landmark.checksum;
  }
}

/** The record last read, in a block that begins at byte `start` of the file. */
function landmarkOf({ recordStart, offset, checksum }: RecordReader, start: number): Landmark {
  return { offset: start + recordStart, length: offset - recordStart, checksum };
}
