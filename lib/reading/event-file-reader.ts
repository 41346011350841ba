import { decodeEvent, EventFields, MAX_ENTRIES } from '../event/event';
import { WireError, WireReader } from '../event/wire';
import { foldEvent } from '../job/fold';
import { Job } from '../job/job';
import { MAX_RECORD_BYTES } from '../job/limits';
import { crc32c, maskCrc } from '../record/crc32c';
import { describeFault, FOOTER_BYTES, HEADER_BYTES, RecordReader } from '../record/record-reader';
import { Slice } from '../slices';
import type { FileStat, StoredFile } from '../storage/storage';
import { BLOCK_BYTES, type Block, type Decode, decodedBlocks, decodeHere, verifyHere } from './decoded-blocks';
import { Fingerprint } from './fingerprint';

/** Bytes of records that are folded before the time is checked again. */
const CHECK_BYTES = 4096;

// Shared by all files, because decoding and folding a record is never interrupted.
const wire = new WireReader();
const fields = new EventFields();

/** Corruption: nothing from this byte of the event file on can be read. */
export interface Damage {
  offset: number;
  message: string;
}

/** The state of a reader. With the job that was read, it is all that is needed to resume. */
export interface ReaderState {
  bytesRead: number;
  fingerprint: [number, number];
  /** The file when its end was last reached. */
  seen: FileStat;
  first: RecordMark;
  last: RecordMark;
}

/** Position and checksum of a record, to detect that the file was rewritten. */
interface RecordMark {
  offset: number;
  length: number;
  checksum: number;
}

/**
 * Folds an event file into a `Job`, from the first byte to the current end of the file, and resumes there when the file has grown.
 *
 * It reads in blocks and folds them in slices, so that its thread can answer requests meanwhile. Whenever it waits, the job contains
 * exactly the records of `file[0, bytesRead)`.
 */
export class EventFileReader {
  readonly fingerprint: Fingerprint;
  /** End of the last complete record, bytes. */
  bytesRead: number;
  /** Value of `bytesRead` when the index was last written to or read from the index cache. */
  bytesCached: number;
  damage: Damage | null = null;
  /** Set when a record turned out to have changed since it was read. */
  isStale = false;
  /** Size of the file when it was last checked, bytes. */
  fileSize = 0;
  /** The file when its end was last reached. */
  #seen: FileStat | null;
  #first: RecordMark | null;
  #last: RecordMark | null;

  #users = 0;
  #isRetired = false;
  /** What is done with the job in slices: one after the other, so that it does not grow while its samples are counted. */
  #turns: Promise<unknown> = Promise.resolve();

  /** Reads `file` from its start, or resumes from a `state` and the `job` that belongs to it. */
  constructor(
    readonly file: StoredFile,
    readonly job = new Job(),
    state?: ReaderState,
  ) {
    this.fingerprint = new Fingerprint(state?.fingerprint);
    this.bytesRead = this.bytesCached = state?.bytesRead ?? 0;
    this.#seen = state?.seen ?? null;
    this.#first = state?.first ?? null;
    this.#last = state?.last ?? null;
  }

  /** The state to resume from; null before the end of the file was reached and while there is no record. */
  get state(): ReaderState | null {
    const { bytesRead, fingerprint } = this;
    if (this.#seen === null || this.#first === null || this.#last === null) return null;
    return { bytesRead, fingerprint: fingerprint.state, seen: this.#seen, first: this.#first, last: this.#last };
  }

  /** Runs `use` and keeps the file open meanwhile. */
  async whileOpen<T>(use: () => Promise<T>): Promise<T> {
    this.#users++;
    try {
      return await use();
    } finally {
      this.#users--;
      await this.#closeUnused();
    }
  }

  /** Runs work on the job that takes several turns of the thread. The job does not change meanwhile. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => {}); // the caller handles the error
    return turn;
  }

  /** Closes the file and frees the job as soon as nothing uses them. */
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

  /** Distinguishes this content from earlier content at the same path: the checksum of its first record. Null before that was read. */
  get generation(): string | null {
    return this.#first === null ? null : this.#first.checksum.toString(16).padStart(8, '0');
  }

  /** Whether the file now at the job's path, described by `stat`, is the open file and still begins with the records that were read. */
  async isSameFile(stat: FileStat): Promise<boolean> {
    if (this.isStale) return false;
    return this.#seen === null || (stat.identity === this.#seen.identity && (await this.hasSameRecords(stat)));
  }

  /**
   * Whether the open file, described by `stat`, still begins with the records that were read, be it the same file or a copy.
   * For the same file, unmodified or grown, comparing the first and the last record read is enough, because runs only append to event
   * files. Otherwise all records are verified and compared; a file with a very long record counts as another one.
   */
  async hasSameRecords(stat: FileStat): Promise<boolean> {
    const seen = this.#seen;
    if (seen === null) return true;
    if (stat.size < seen.size || !(await this.isUnchanged())) return false;
    const isUntouched = stat.modified === seen.modified && stat.changed === seen.changed;
    if (stat.identity === seen.identity && (stat.size > seen.size || isUntouched)) return true;
    return this.#isIntactUpTo(this.bytesRead);
  }

  /** Whether the records of the file up to byte `end` are undamaged and the same as those that were read. */
  async #isIntactUpTo(end: number): Promise<boolean> {
    const content = new Fingerprint();
    for await (const { bytes, start, verifiedEnd } of decodedBlocks(this.file, 0, end, verifyHere)) {
      const reader = new RecordReader(bytes, { verifiedEnd });
      const stop = Math.min(verifiedEnd, end - start);
      while (reader.offset < stop && reader.next() === 'record') content.add(reader.checksum);
      if (start + reader.offset >= end) break;
      const next = reader.next();
      if (next === 'corrupt' || (next === 'truncated' && reader.needed > MAX_RECORD_BYTES)) return false;
    }
    return content.value === this.fingerprint.value;
  }

  /**
   * Whether the first and the last record that were read are unchanged. Nothing else detects that a file was rewritten in place, within
   * the resolution of its timestamps and with records of the same lengths.
   */
  async isUnchanged(): Promise<boolean> {
    return (await this.#isAt(this.#first)) && (await this.#isAt(this.#last));
  }

  /**
   * Reads to the end of the file. Calls `onBlock` after each folded block; it returns false to stop reading.
   *
   * @throws StorageError if the file cannot be read
   */
  async readToEnd(onBlock: () => boolean, decode: Decode = decodeHere): Promise<void> {
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

  /** Folds the current content of the file. Returns the offset up to which it was read, or null if reading stopped earlier. */
  async #foldBlocks(onBlock: () => boolean, decode: Decode): Promise<number | null> {
    let end = this.bytesRead;
    for await (const block of decodedBlocks(this.file, this.bytesRead, this.fileSize, decode)) {
      const needed = await this.inTurn(() => this.#fold(block));
      if (!onBlock() || this.damage !== null) return null;
      end = block.start + block.bytes.length;
      if (needed <= MAX_RECORD_BYTES) continue;
      if (this.bytesRead + needed > this.fileSize) return this.fileSize; // it is still being written
      return (await this.#skip(needed, onBlock)) ? this.bytesRead : null;
    }
    return end;
  }

  /** Verifies the record at `bytesRead`, which is too long to be folded, and skips it. Returns false if reading stopped. */
  async #skip(length: number, onBlock: () => boolean): Promise<boolean> {
    const offset = this.bytesRead;
    const end = offset + length - FOOTER_BYTES;
    const part = new Uint8Array(BLOCK_BYTES);
    let crc = 0;
    for (let at = offset + HEADER_BYTES; at < end; ) {
      const filled = await this.file.read(part.subarray(0, end - at), at);
      if (filled === 0 || !onBlock()) return false;
      crc = crc32c(part, 0, filled, crc);
      at += filled;
    }
    const [footer] = await this.file.readRanges([{ position: end, length: FOOTER_BYTES }]);
    if (footer.length < FOOTER_BYTES) return false;
    const stored = uint32(footer);
    const computed = maskCrc(crc);
    if (stored !== computed) {
      const fault = {
        kind: 'payload-checksum',
        length: length - HEADER_BYTES - FOOTER_BYTES,
        stored,
        computed,
      } as const;
      this.damage = { offset, message: `At byte ${offset} of the event file ${describeFault(fault)}.` };
      return false;
    }
    const most = MAX_RECORD_BYTES / 2 ** 20;
    this.job.problems.tooMany(
      `bytes in the record at byte ${offset}: ${length}; it is skipped, up to ${most} MB are read`,
      offset,
    );
    this.fingerprint.add(stored);
    this.#last = { offset, length, checksum: stored };
    this.#first ??= this.#last;
    this.bytesRead = offset + length;
    return true;
  }

  /**
   * Folds the complete records of a block. The bytes after them are a truncated record, which is read again later, or damage. Returns
   * the number of bytes needed for the next record.
   */
  async #fold({ bytes, start, verifiedEnd, tape }: Block): Promise<number> {
    const { job } = this;
    const reader = new RecordReader(bytes, { verifiedEnd });
    const slice = new Slice();
    let nextCheck = CHECK_BYTES;
    let state = reader.next();
    for (; state === 'record'; state = reader.next()) {
      const { recordStart, payloadStart, payloadEnd } = reader;
      const offset = start + recordStart;
      try {
        // The tape has more entries of a very long event than are decoded when its record is read again.
        if (!tape.read(fields) || payloadEnd - payloadStart > MAX_ENTRIES) {
          wire.reset(bytes, payloadStart, payloadEnd);
          decodeEvent(wire, fields);
        }
        foldEvent(job, fields, bytes, offset, reader.offset - recordStart);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        job.problems.add('bad-event', `The record at byte ${offset} is not an event: ${error.message}.`, offset);
      }
      this.fingerprint.add(reader.checksum);
      this.#first ??= markOf(reader, start);
      if (reader.offset < nextCheck) continue;
      nextCheck = reader.offset + CHECK_BYTES;
      if (!slice.isOver) continue;
      this.#last = markOf(reader, start);
      this.bytesRead = start + reader.offset;
      await slice.end();
    }
    if (reader.offset > 0) this.#last = markOf(reader, start);
    this.bytesRead = start + reader.offset;
    // Estimated from records, which are spread over the whole file; samples come first and would mislead.
    if (job.records.length > 0) job.records.expected = Math.ceil((job.records.length * this.fileSize) / this.bytesRead);
    if (reader.fault !== null) {
      this.damage = {
        offset: this.bytesRead,
        message: `At byte ${this.bytesRead} of the event file ${describeFault(reader.fault)}.`,
      };
    }
    return reader.needed;
  }

  /** Whether the file still contains the record. */
  async #isAt(mark: RecordMark | null): Promise<boolean> {
    if (mark === null) return true;
    const { offset, length, checksum } = mark;
    if (length > MAX_RECORD_BYTES) {
      const ends = [
        { position: offset, length: HEADER_BYTES },
        { position: offset + length - FOOTER_BYTES, length: FOOTER_BYTES },
      ];
      const [header, footer] = await this.file.readRanges(ends);
      return header.length === HEADER_BYTES && footer.length === FOOTER_BYTES && uint32(footer) === checksum;
    }
    const [bytes] = await this.file.readRanges([{ position: offset, length }]);
    const reader = new RecordReader(bytes);
    return reader.next() === 'record' && reader.checksum === checksum;
  }
}

function uint32({ buffer, byteOffset, length }: Uint8Array): number {
  return new DataView(buffer, byteOffset, length).getUint32(0, true);
}

/** The mark of the record last read, in a block that begins at byte `start` of the file. */
function markOf({ recordStart, offset, checksum }: RecordReader, start: number): RecordMark {
  return { offset: start + recordStart, length: offset - recordStart, checksum };
}
