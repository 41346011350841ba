import { crc32c, maskCrc, verifyRecords } from './crc32c';

/*
 * A record (format.md §2), little-endian, records follow each other without a gap:
 *
 *   offset  0        8          12             12+n            16+n
 *           | length | mask crc | payload[n]   | mask crc      |
 *           | uint64 | of length|              | of payload    |
 */
const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

/** Bytes a record takes beyond its payload. */
export const RECORD_OVERHEAD = HEADER_BYTES + FOOTER_BYTES;

/** A payload longer than this many bytes is taken for corruption. */
export const MAX_PAYLOAD_BYTES = 500_000_000;

/** Why the bytes at a record's place are no record. */
export type RecordFault =
  | { kind: 'zero-length' }
  | { kind: 'length-limit'; length: number }
  | { kind: 'length-checksum'; stored: number; computed: number }
  | { kind: 'payload-checksum'; length: number; stored: number; computed: number };

/** What `RecordReader.next` found. `truncated` is the normal end of a file that is still being written. */
export type RecordState = 'record' | 'truncated' | 'corrupt';

/**
 * Steps through the records of a block of bytes, verifying both checksums of each.
 *
 * The reader is its own cursor, so that reading a million records allocates nothing:
 *
 *     const reader = new RecordReader(bytes);
 *     while (reader.next() === 'record') use(bytes, reader.payloadStart, reader.payloadEnd);
 */
export class RecordReader {
  /** Where the record that `next` will read begins, in bytes from the start of the block. */
  offset: number;
  /** The payload of the record last read is `bytes[payloadStart, payloadEnd)`. */
  payloadStart = 0;
  payloadEnd = 0;
  /** The masked checksum of that payload. */
  checksum = 0;
  /** After `truncated`: the bytes that must be there, from `offset` on, before the record can be judged further. */
  needed = HEADER_BYTES;
  /** After `corrupt`: what is wrong at `offset`. */
  fault: RecordFault | null = null;

  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  readonly #isSequential: boolean;
  /** The records before this byte have been verified already. */
  #verifiedEnd = 0;

  /**
   * @param isSequential whether the records are wanted one after the other, so that `offset` is left alone: many are then verified
   *   at once, in half the time
   */
  constructor(
    bytes: Uint8Array,
    {
      start = 0,
      end = bytes.length,
      isSequential = false,
    }: { start?: number; end?: number; isSequential?: boolean } = {},
  ) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#end = end;
    this.#isSequential = isSequential;
    this.offset = start;
  }

  /**
   * Reads the record at `offset`. On `record` the payload bounds are set and `offset` is moved behind the record;
   * otherwise `offset` stays, so that the same place can be read again when more bytes are there.
   */
  next(): RecordState {
    const { offset } = this;
    if (this.#isSequential) {
      if (offset >= this.#verifiedEnd) this.#verifiedEnd = verifyRecords(this.#bytes, offset, this.#end);
      if (offset < this.#verifiedEnd) return this.#record(this.#view.getUint32(offset, true));
    }
    return this.#verifyOne();
  }

  #verifyOne(): RecordState {
    const { offset } = this;
    const available = this.#end - offset;
    if (available < HEADER_BYTES) return this.#truncated(HEADER_BYTES);

    const length = this.#view.getUint32(offset, true) + this.#view.getUint32(offset + 4, true) * 2 ** 32;
    if (length === 0) return this.#corrupt({ kind: 'zero-length' });
    const storedLengthCrc = this.#view.getUint32(offset + 8, true);
    const lengthCrc = maskCrc(crc32c(this.#bytes, offset, offset + 8));
    if (storedLengthCrc !== lengthCrc) {
      return this.#corrupt({ kind: 'length-checksum', stored: storedLengthCrc, computed: lengthCrc });
    }
    if (length > MAX_PAYLOAD_BYTES) return this.#corrupt({ kind: 'length-limit', length });
    if (available < length + RECORD_OVERHEAD) return this.#truncated(length + RECORD_OVERHEAD);

    const start = offset + HEADER_BYTES;
    const stored = this.#view.getUint32(start + length, true);
    const computed = maskCrc(crc32c(this.#bytes, start, start + length));
    if (stored !== computed) return this.#corrupt({ kind: 'payload-checksum', length, stored, computed });
    return this.#record(length);
  }

  /** Takes the record at `offset`, which was verified, and moves on. */
  #record(length: number): RecordState {
    this.payloadStart = this.offset + HEADER_BYTES;
    this.payloadEnd = this.payloadStart + length;
    this.checksum = this.#view.getUint32(this.payloadEnd, true);
    this.offset = this.payloadEnd + FOOTER_BYTES;
    return 'record';
  }

  #truncated(needed: number): RecordState {
    this.needed = needed;
    return 'truncated';
  }

  #corrupt(fault: RecordFault): RecordState {
    this.fault = fault;
    return 'corrupt';
  }
}

/** A fault in a person's words: the end of a sentence that begins with its place. */
export function describeFault(fault: RecordFault): string {
  const hex = (crc: number) => `0x${crc.toString(16).padStart(8, '0')}`;
  switch (fault.kind) {
    case 'zero-length':
      return 'a record of length 0 begins';
    case 'length-limit':
      return `a record says that it has ${fault.length} bytes, more than the ${MAX_PAYLOAD_BYTES} a record may have`;
    case 'length-checksum':
      return `the checksum of a record's length does not match (stored ${hex(fault.stored)}, computed ${hex(fault.computed)})`;
    case 'payload-checksum':
      return `the checksum of a record of ${fault.length} bytes does not match (stored ${hex(fault.stored)}, computed ${hex(fault.computed)})`;
  }
}
