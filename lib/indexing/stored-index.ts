import { indexIds, jobOf, type StoredJob, storedJobOf } from '../job/stored-job';
import { EventFileReader, type ReaderState } from '../reading/event-file-reader';
import { JobReader } from '../reading/job-reader';
import type { PartPlace, PartsState } from '../reading/part';
import { crc32c } from '../record/crc32c';
import type { Storage, StoredFile } from '../storage/storage';

/*
 * The file format of a cached index. It is written sequentially; the columns are stored as they are in memory (little-endian, as on
 * all platforms of Node):
 *
 *   | columns, table by table, in blocks | header (JSON) | length of header | crc of header | "salient2" |
 *   |                                    |               | uint32           | uint32        | 8 bytes    |
 *
 * The header is at the end. It contains the crc of each block, so every byte is verified before it is used.
 */
const MAGIC = new TextEncoder().encode('salient2');
const FOOTER_BYTES = 8 + MAGIC.length;
const BLOCK_BYTES = 2 ** 20;

interface Header {
  job: StoredJob;
  state: ReaderState;
  /** Only of a job of many parts. */
  parts?: PartsState;
  checksums: number[];
}

/** The parts of an index file with the current index of `reader`; null if there is nothing to store yet. */
export function writeIndex(reader: JobReader): Iterable<Uint8Array> | null {
  const { job, partsState } = reader;
  const { state } = reader.events;
  const parts = partsState === null ? {} : { parts: partsState };
  return state && partsOf({ job: storedJobOf(job), state, ...parts, checksums: [] }, reader);
}

function* partsOf(header: Header, { job }: JobReader): Iterable<Uint8Array> {
  for (const block of blocksOf(job.tables.flatMap((table) => table.bytes()))) {
    header.checksums.push(crc32c(block));
    yield block;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const footer = new Uint8Array(FOOTER_BYTES);
  const view = new DataView(footer.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, crc32c(json), true);
  footer.set(MAGIC, 8);
  yield json;
  yield footer;
}

/**
 * A reader of the event file `events` and its `parts` that resumes from the index in `index`; null if the index file is damaged, or parts
 * are gone or have changed.
 *
 * @param name of the event file
 * @throws StorageError if it cannot be read
 */
export async function readIndex(
  index: StoredFile,
  events: StoredFile,
  storage: Storage,
  name: string,
  parts: readonly PartPlace[],
): Promise<JobReader | null> {
  const header = await readHeader(index);
  if (header === null) return null;
  const job = jobOf(header.job);
  const blocks = blocksOf(job.tables.flatMap((table) => table.bytes()));
  if (blocks.length !== header.checksums.length) return null;
  let position = 0;
  let isIntact = true;
  // While a block is verified, the next one is already being read.
  let reading: Promise<number> = Promise.resolve(0);
  for (let i = 0; i <= blocks.length; i++) {
    const filled = await reading;
    const previous = blocks[i - 1];
    if (i < blocks.length && isIntact) reading = index.read(blocks[i], position);
    else reading = Promise.resolve(0);
    position += blocks[i]?.length ?? 0;
    if (previous && isIntact) isIntact = filled === previous.length && crc32c(previous) === header.checksums[i - 1];
  }
  if (!isIntact) return null;
  indexIds(job);
  const reader = new JobReader(new EventFileReader(events, job, header.state), storage, name);
  const isSame = header.parts === undefined || (await reader.resumeParts(header.parts, parts));
  if (!isSame) await reader.closeParts();
  return isSame ? reader : null;
}

async function readHeader(index: StoredFile): Promise<Header | null> {
  const { size } = await index.stat();
  const footer = await readAt(index, size - FOOTER_BYTES, FOOTER_BYTES);
  if (footer === null || MAGIC.some((byte, i) => footer[8 + i] !== byte)) return null;
  const view = new DataView(footer.buffer);
  const length = view.getUint32(0, true);
  const json = await readAt(index, size - FOOTER_BYTES - length, length);
  if (json === null || crc32c(json) !== view.getUint32(4, true)) return null;
  return JSON.parse(new TextDecoder().decode(json)); // trusted: the file name and the checksum show that Salient wrote it
}

/** `length` bytes from `position` on; null if the file is too short. */
async function readAt(file: StoredFile, position: number, length: number): Promise<Uint8Array | null> {
  if (position < 0) return null;
  const bytes = new Uint8Array(length);
  return (await file.read(bytes, position)) === length ? bytes : null;
}

/** The bytes of `columns` in blocks, each small enough to be processed in 1–2 ms. */
function blocksOf(columns: readonly Uint8Array[]): Uint8Array[] {
  return columns.flatMap((column) => {
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < column.length; at += BLOCK_BYTES) blocks.push(column.subarray(at, at + BLOCK_BYTES));
    return blocks;
  });
}
