import { CHECKSUMS_WASM } from './checksums-wasm';

/** The exports of checksums.wat; positions are offsets in its memory. */
interface Checksums {
  memory: WebAssembly.Memory;
  update(crc: number, at: number, end: number): number;
  verify(at: number, end: number): number;
}

const POLYNOMIAL = 0x82f63b78; // 0x1edc6f41 with its bits reversed
const MASK_DELTA = 0xa282ead8;

const TABLES = 16;

const PAGE = 65536;
const WINDOW_START = TABLES * 256 * 4;
const WINDOW_END = 17 * PAGE;

const { memory, update, verify } = instantiate();

/** Bytes are copied here to be verified, because WebAssembly can only read its own memory. */
const window = new Uint8Array(memory.buffer, WINDOW_START, WINDOW_END - WINDOW_START);

/** The memory of this module, and the range of it that other modules may use. */
export const recordMemory = { memory, freeStart: WINDOW_END, freeEnd: memory.buffer.byteLength } as const;

/**
 * Called with records that were verified. They begin at byte `offset` of the block, and a copy of them is at `[start, end)` of
 * `recordMemory` during the call.
 */
export type UseVerified = (start: number, end: number, offset: number) => void;

function instantiate(): Checksums {
  const module = new WebAssembly.Module(Buffer.from(CHECKSUMS_WASM, 'base64'));
  // TypeScript cannot know the exports of a module; their types are those of checksums.wat.
  const checksums = new WebAssembly.Instance(module).exports as unknown as Checksums;
  const tables = new Uint32Array(checksums.memory.buffer, 0, TABLES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[byte] = crc;
  }
  for (let i = 256; i < tables.length; i++) {
    const previous = tables[i - 256];
    tables[i] = (previous >>> 8) ^ tables[previous & 0xff];
  }
  return checksums;
}

/**
 * CRC-32C (Castagnoli) of `bytes[start, end)`, as an unsigned 32-bit integer; of bytes that follow others, given the CRC of those.
 *
 * Source: RFC 3720 appendix B.4 (polynomial, test vectors).
 */
export function crc32c(bytes: Uint8Array, start = 0, end = bytes.length, before = 0): number {
  let crc = ~before;
  for (let at = start; at < end; at += window.length) {
    const part = bytes.subarray(at, Math.min(end, at + window.length));
    window.set(part);
    crc = update(crc, WINDOW_START, WINDOW_START + part.length);
  }
  return ~crc >>> 0;
}

/**
 * Verifies consecutive records from byte `start` of `bytes`, many in one call. Returns the offset after the last record that is
 * complete, lies before `end` and has two correct checksums. It also stops at a record longer than 1 MB.
 */
export function verifyRecords(bytes: Uint8Array, start: number, end: number, use: UseVerified = () => {}): number {
  for (let at = start; ; ) {
    const part = bytes.subarray(at, Math.min(end, at + window.length));
    window.set(part);
    const verifiedEnd = verify(WINDOW_START, WINDOW_START + part.length);
    if (verifiedEnd === WINDOW_START) return at;
    use(WINDOW_START, verifiedEnd, at);
    at += verifiedEnd - WINDOW_START;
    if (at === end) return at;
  }
}

/**
 * The masked form in which a record stores a checksum: rotate right by 15 bits, add a constant, modulo 2^32. Masking keeps a CRC
 * strong over bytes that contain CRCs themselves.
 */
export function maskCrc(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}
