import { decodeEvent, EventFields, MAX_ENTRIES } from '../event/event';
import { WireError, WireReader } from '../event/wire';
import { foldEvent } from '../job/fold';
import { Job } from '../job/job';
import { MAX_RECORD_BYTES } from '../job/limits';
import { PART_BYTES } from '../job/parts';
import { describeFault, FOOTER_BYTES, RECORD_OVERHEAD, type RecordFault, RecordReader } from '../record/record-reader';
import { Slice } from '../slices';
import type { FileStat, StoredFile } from '../storage/storage';
import { type Block, type Decode, decodedBlocks, decodeHere, verifyHere } from './decoded-blocks';
import { Fingerprint } from './fingerprint';
import { readLongRecord } from './long-record';
import { isAt, markOf, type RecordMark } from './record-mark';
import { faultyLength, isAsNoted, isZeroUntil, noteUnread, type UnreadBytes, zerosBefore } from './unread-end';

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

/** The file as one of the parts of a job. */
export interface PartOfJob {
  /** Number of the part: addresses of its records begin with it (`job/parts.ts`). */
  readonly number: number;
  /** Name of the file in messages; null for the event file. */
  readonly name: string | null;
  /** Bytes of the job that were read, and all. */
  readonly progress: () => { read: number; size: number };
  /** Runs work on the job, as `EventFileReader.inTurn`. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
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
  /** The byte from which on the file consists of zeros only, inside of the next record: it is not written yet. Null where it does not. */
  zerosFrom: number | null = null;
  /** Set when a record turned out to have changed since it was read. */
  isStale = false;
  /** Size of the file when it was last checked, bytes. */
  fileSize = 0;
  /** The file when its end was last reached. */
  #seen: FileStat | null;
  #first: RecordMark | null;
  #last: RecordMark | null;
  /** The bytes after the last record, as they were then. */
  #unread: UnreadBytes | null = null;
  /** The version of the file in which the records were found, where the storage can tell: nothing has to be read again to know it. */
  #provenIn: string | undefined;
  /** The zeros last found at the end of the file, so that they are not read at every attempt. */
  #zeros: { from: number; size: number } | null = null;

  #users = 0;
  #isRetired = false;
  /** Files that were open before, until nothing uses them. */
  readonly #outdated: StoredFile[] = [];
  /** Called when the file was closed. */
  onClose: () => Promise<void> = async () => {};
  /** What is done with the job in slices: one after the other, so that it does not grow while its samples are counted. */
  #turns: Promise<unknown> = Promise.resolve();

  /** Reads `file` from its start, or resumes from a `state` and the `job` that belongs to it. A `part` is one of several files of the job. */
  constructor(
    public file: StoredFile,
    readonly job = new Job(),
    state?: ReaderState,
    public part: PartOfJob | null = null,
  ) {
    this.fingerprint = new Fingerprint(state?.fingerprint);
    this.bytesRead = this.bytesCached = state?.bytesRead ?? 0;
    this.#seen = state?.seen ?? null;
    this.#provenIn = state?.seen.version;
    this.#first = state?.first ?? null;
    this.#last = state?.last ?? null;
  }

  /** The state to resume from; null before the end of the file was reached and while there is no record. */
  get state(): ReaderState | null {
    const { bytesRead, fingerprint } = this;
    if (this.#seen === null || this.#first === null || this.#last === null) return null;
    const seen = { ...this.#seen, version: this.#provenIn };
    return { bytesRead, fingerprint: fingerprint.state, seen, first: this.#first, last: this.#last };
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
    if (this.part !== null && this.part.number > 0) return this.part.inTurn(work);
    const turn = this.#turns.then(work);
    this.#turns = turn.catch(() => {}); // the caller handles the error
    return turn;
  }

  /** Closes the file and frees the job as soon as nothing uses them. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    await this.#closeUnused();
  }

  /** Continues with `file`, which must be another handle of the same file. */
  async reopen(file: StoredFile): Promise<void> {
    this.#outdated.push(this.file);
    this.file = file;
    await this.#closeUnused();
  }

  async #closeUnused(): Promise<void> {
    if (this.#users === 0) await Promise.all(this.#outdated.splice(0).map((file) => file.close()));
    if (!this.#isRetired || this.#users > 0) return;
    this.#isRetired = false;
    this.job.free();
    await this.file.close();
    await this.onClose();
  }

  /** Distinguishes this content from earlier content at the same path: the checksum of its first record. Null before that was read. */
  get generation(): string | null {
    return this.#first === null ? null : this.#first.checksum.toString(16).padStart(8, '0');
  }

  /** The file when its end was last reached; null before that. */
  get seen(): FileStat | null {
    return this.#seen;
  }

  /**
   * Whether the open file, described by `stat`, still begins with the records that were read, be it the same file or a copy.
   * If only its end has changed, or nothing, comparing the first and the last record read is enough, because runs only append to event
   * files. Otherwise all records are verified and compared; a file with a very long record counts as another one. A file whose size and both times are the same is the same, whatever its
   * inode: network file systems may give it another one.
   */
  async hasSameRecords(stat: FileStat): Promise<boolean> {
    const seen = this.#seen;
    if (seen === null) return true;
    if (stat.size < seen.size || !(await this.isUnchanged())) return false;
    const isGrown = stat.identity === seen.identity && stat.size > seen.size;
    if (isGrown || isUntouched(seen, stat)) return true;
    return this.#isIntactUpTo(this.bytesRead);
  }

  /** Whether reading on may find something: the file, described by `stat`, or its bytes after the last record have changed. */
  async hasNews(stat: FileStat): Promise<boolean> {
    const isSame = this.#seen !== null && isUntouched(this.#seen, stat);
    return !isSame || (this.#unread !== null && !(await isAsNoted(this.file, this.#unread)));
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
   * the resolution of its timestamps and with records of the same lengths. Where the storage tells versions, they are read once in each.
   */
  async isUnchanged(file = this.file): Promise<boolean> {
    const version = this.#seen?.version === undefined ? undefined : (await file.stat()).version;
    if (version !== undefined && version === this.#provenIn) return true;
    const isSame = (await isAt(file, this.#first)) && (await isAt(file, this.#last));
    if (isSame && version !== undefined && (await file.stat()).version === version) this.#provenIn = version;
    return isSame;
  }

  /**
   * Reads to the end of the file. Calls `onBlock` after each folded block; it returns false to stop reading.
   *
   * @throws StorageError if the file cannot be read
   */
  async readToEnd(onBlock: () => boolean, decode: Decode = decodeHere): Promise<void> {
    await this.readFile(onBlock, decode);
    this.job.trim();
  }

  /** As `readToEnd`, but the job keeps its memory reserved for growth. */
  async readFile(onBlock: () => boolean, decode: Decode = decodeHere): Promise<void> {
    this.damage = null;
    let end: number | null;
    do {
      const { size, version } = await this.file.stat();
      const isOfOne = this.bytesRead === 0 || version === this.#provenIn;
      this.fileSize = size;
      end = await this.#foldBlocks(onBlock, decode);
      this.#seen = await this.file.stat();
      this.#provenIn = isOfOne && this.#seen.version === version ? version : undefined;
      this.fileSize = this.#seen.size;
    } while (end !== null && end < this.fileSize);
  }

  /** Folds the current content of the file. Returns the offset up to which it was read, or null if reading stopped earlier. */
  async #foldBlocks(onBlock: () => boolean, decode: Decode): Promise<number | null> {
    let end = this.bytesRead;
    this.zerosFrom = null;
    for await (const block of decodedBlocks(this.file, this.bytesRead, this.fileSize, decode)) {
      const { needed, fault } = await this.inTurn(() => this.#fold(block));
      if (fault !== null) await this.#judge(fault, block);
      if (!onBlock() || fault !== null) return null;
      end = block.start + block.bytes.length;
      if (needed <= MAX_RECORD_BYTES) continue;
      if (this.bytesRead + needed > this.fileSize) return this.fileSize; // it is still being written
      return (await this.#skip(needed, onBlock)) ? this.bytesRead : null;
    }
    return end;
  }

  /**
   * Folds the complete records of a block. The bytes after them are a truncated record, which is read again later, or have the returned
   * fault. `needed` is the number of bytes of the next record, as far as that is known.
   */
  async #fold({ bytes, start, verifiedEnd, tape }: Block): Promise<{ needed: number; fault: RecordFault | null }> {
    const { job, part } = this;
    const base = part === null ? 0 : part.number * PART_BYTES;
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
        foldEvent(job, fields, bytes, base + offset, reader.offset - recordStart);
      } catch (error) {
        if (!(error instanceof WireError)) throw error;
        job.problems.add('bad-event', `The record at byte ${offset} is not an event: ${error.message}.`, base + offset);
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
    const { read, size } = part === null ? { read: this.bytesRead, size: this.fileSize } : part.progress();
    if (job.records.length > 0) job.records.expected = Math.ceil((job.records.length * size) / read);
    const { offset, fault, needed } = reader;
    const end = fault === null ? bytes.length : Math.min(bytes.length, offset + faultyLength(fault));
    this.#unread = end > offset ? noteUnread(bytes, offset, end, start) : null;
    return { needed, fault };
  }

  /** Verifies the record at `bytesRead`, which is too long to be folded, and skips it. Returns false if reading stopped. */
  async #skip(length: number, onBlock: () => boolean): Promise<boolean> {
    const offset = this.bytesRead;
    const record = await readLongRecord(this.file, offset, length, onBlock);
    if (record === null) return false;
    const { stored, computed, footer } = record;
    if (stored !== computed) {
      const end = offset + length - FOOTER_BYTES;
      this.#unread = noteUnread(footer, 0, FOOTER_BYTES, end);
      if (await isZeroUntil(this.file, end, this.fileSize)) this.zerosFrom = end;
      else this.#noteDamage({ kind: 'payload-checksum', length: length - RECORD_OVERHEAD, stored, computed });
      return false;
    }
    const most = MAX_RECORD_BYTES / 2 ** 20;
    const what = `bytes in the record at byte ${offset}: ${length}; it is skipped, up to ${most} MB are read`;
    this.job.problems.tooMany(what, (this.part?.number ?? 0) * PART_BYTES + offset);
    this.fingerprint.add(stored);
    this.#last = { offset, length, checksum: stored };
    this.#first ??= this.#last;
    this.bytesRead = offset + length;
    return true;
  }

  /** A fault is damage, unless the record ends in zeros and nothing else follows: then it is not written yet. */
  async #judge(fault: RecordFault, { bytes, start }: Block): Promise<void> {
    const { bytesRead, fileSize } = this;
    const begin = bytesRead - start;
    const end = Math.min(bytes.length, begin + faultyLength(fault));
    const from = start + zerosBefore(bytes, begin, end);
    const isKnown = this.#zeros?.from === from && this.#zeros.size === fileSize;
    const isUnwritten = fault.kind !== 'length-limit' && from < start + end;
    if (isUnwritten && (isKnown || (await isZeroUntil(this.file, start + end, fileSize)))) {
      this.#zeros = { from, size: fileSize };
      this.zerosFrom = from;
      return;
    }
    this.#noteDamage(fault);
  }

  /** Nothing from `bytesRead` on can be read. */
  #noteDamage(fault: RecordFault): void {
    const offset = this.bytesRead;
    this.damage = {
      offset,
      message: `At byte ${offset} of ${this.part?.name ?? 'the event file'} ${describeFault(fault)}.`,
    };
  }
}

/** Whether nothing was written to a file between two looks. */
function isUntouched(seen: FileStat, stat: FileStat): boolean {
  const isAlike = stat.size === seen.size && stat.modified === seen.modified && stat.changed === seen.changed;
  return isAlike && stat.version === seen.version;
}
