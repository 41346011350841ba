import { indexIds, jobOf, type StoredJob, storedJobOf } from '../job/stored-job';
import { EventFileReader, type ReadingState } from '../reading/event-file-reader';
import { crc32c } from '../record/crc32c';
import type { StoredFile } from '../storage/storage';

/*
 * The index of an event file as a file of its own, written in one go and read into the tables as it is (the bytes of their
 * columns are little-endian, as on every machine that Node runs on):
 *
 *   | columns, table by table, in blocks | facts (JSON) | length of the facts | crc of the facts | "salient1" |
 *   |                                    |              | uint32              | uint32           | 8 bytes    |
 *
 * The facts hold the crc of each block, so every byte is verified before it is used.
 */
const MAGIC = new TextEncoder().encode('salient1');
const FOOTER_BYTES = 8 + MAGIC.length;
const BLOCK_BYTES = 2 ** 20;

interface Facts {
  job: StoredJob;
  state: ReadingState;
  checksums: number[];
}

/** The parts of the file that holds the index of `reader` as it stands, or null where there is nothing worth keeping. */
export function writeIndex(reader: EventFileReader): Iterable<Uint8Array> | null {
  const { state, job } = reader;
  return state && partsOf({ job: storedJobOf(job), state, checksums: [] }, reader);
}

function* partsOf(facts: Facts, { job }: EventFileReader): Iterable<Uint8Array> {
  for (const block of blocksOf(job.tables.flatMap((table) => table.bytes()))) {
    facts.checksums.push(crc32c(block));
    yield block;
  }
  const json = new TextEncoder().encode(JSON.stringify(facts));
  const footer = new Uint8Array(FOOTER_BYTES);
  const view = new DataView(footer.buffer);
  view.setUint32(0, json.length, true);
  view.setUint32(4, crc32c(json), true);
  footer.set(MAGIC, 8);
  yield json;
  yield footer;
}

/**
 * A reader of the event file `events` that goes on from the index in `index`; null where that file is damaged.
 *
 * @throws StorageError where it cannot be read
 */
export async function readIndex(index: StoredFile, events: StoredFile): Promise<EventFileReader | null> {
  const facts = await readFacts(index);
  if (facts === null) return null;
  const job = jobOf(facts.job);
  const blocks = blocksOf(job.tables.flatMap((table) => table.bytes()));
  if (blocks.length !== facts.checksums.length) return null;
  let position = 0;
  let isWhole = true;
  // While a block is verified, the next one is read already.
  let reading: Promise<number> = Promise.resolve(0);
  for (let i = 0; i <= blocks.length; i++) {
    const filled = await reading;
    const previous = blocks[i - 1];
    if (i < blocks.length && isWhole) reading = index.read(blocks[i], position);
    else reading = Promise.resolve(0);
    position += blocks[i]?.length ?? 0;
    if (previous && isWhole) isWhole = filled === previous.length && crc32c(previous) === facts.checksums[i - 1];
  }
  if (!isWhole) return null;
  indexIds(job);
  return new EventFileReader(events, job, facts.state);
}

async function readFacts(index: StoredFile): Promise<Facts | null> {
  const { size } = await index.stat();
  const footer = await readAt(index, size - FOOTER_BYTES, FOOTER_BYTES);
  if (footer === null || MAGIC.some((byte, i) => footer[8 + i] !== byte)) return null;
  const view = new DataView(footer.buffer);
  const length = view.getUint32(0, true);
  const json = await readAt(index, size - FOOTER_BYTES - length, length);
  if (json === null || crc32c(json) !== view.getUint32(4, true)) return null;
  return JSON.parse(new TextDecoder().decode(json)); // its checksum and the name of the file say that we wrote it
}

/** So many bytes from `position` on; null where the file has them not. */
async function readAt(file: StoredFile, position: number, length: number): Promise<Uint8Array | null> {
  if (position < 0) return null;
  const bytes = new Uint8Array(length);
  return (await file.read(bytes, position)) === length ? bytes : null;
}

/** The bytes of `columns`, cut so that no step over them takes longer than a millisecond or two. */
function blocksOf(columns: readonly Uint8Array[]): Uint8Array[] {
  return columns.flatMap((column) => {
    const blocks: Uint8Array[] = [];
    for (let at = 0; at < column.length; at += BLOCK_BYTES) blocks.push(column.subarray(at, at + BLOCK_BYTES));
    return blocks;
  });
}
