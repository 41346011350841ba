import { crc32c } from '../record/crc32c';
import { isStorageError, type ReplacingStorage, type Storage } from '../storage/storage';
import { HEADER_BYTES, readHeader, SKETCH_VERSION } from './survey-block';

/*
 * Shards: equal slices of the samples of a job that are surveyed apart, on any machine. A shard is a file of its own: a line of JSON that says
 * what it is, and the blocks of its samples. The blocks of all shards, one after the other, are those of a survey that was made at once.
 */

/** Which shard it is, and of which state of a job. */
export interface Shard {
  generation: string;
  /** See `IndexSnapshot`: equal content has an equal one. */
  revision: string;
  /** From 0. */
  shard: number;
  of: number;
}

/** A shard is in memory as a whole, and put in one request. */
const MAX_SHARD_BYTES = 512 * 2 ** 20;
const MAX_LINE_BYTES = 4_096;
/** About what a map takes in a shard, and so many are in one at most. */
const MAP_BYTES = 300;
export const MAX_SHARD_MAPS = Math.floor(MAX_SHARD_BYTES / MAP_BYTES / 100_000) * 100_000;

const KIND = 'shard of a survey';

/** The part `[from, to)` of so many units that a shard has. */
export function rangeOf({ shard, of }: Pick<Shard, 'shard' | 'of'>, units: number): { from: number; to: number } {
  return { from: Math.floor((units * shard) / of), to: Math.floor((units * (shard + 1)) / of) };
}

function nameOf({ revision, shard, of }: Shard): string {
  return `${revision}.${shard}-of-${of}.v${SKETCH_VERSION}.shard`;
}

const NAME = /^(.+)\.(\d{1,5})-of-(\d{1,5})\.v(\d+)\.shard$/;

/**
 * Puts a shard in place as a whole: nothing is seen of it before.
 *
 * @throws StorageError if it cannot be written
 */
export async function putShard(
  storage: ReplacingStorage,
  place: string,
  shard: Shard,
  blocks: readonly Uint8Array[],
): Promise<void> {
  const body = Buffer.concat(blocks);
  const head = { salient: KIND, sketch: SKETCH_VERSION, ...shard, bytes: body.length, checksum: crc32c(body) };
  const line = Buffer.from(`${JSON.stringify(head)}\n`);
  await storage.replace(`${place}/${nameOf(shard)}`, [line, body], line.length + body.length);
}

/** What is in the place of a shard: its blocks, nothing, or something else than was put there. */
export type FoundShard = Uint8Array<ArrayBuffer>[] | 'missing' | 'damaged';

/** Reads a shard. Throws StorageError if what is in its place cannot be read. */
export async function readShard(storage: Storage, place: string, shard: Shard): Promise<FoundShard> {
  try {
    return blocksIn(await storage.readInside(place, nameOf(shard), MAX_SHARD_BYTES + MAX_LINE_BYTES), shard);
  } catch (error) {
    if (isStorageError(error) && error.fault === 'not-found') return 'missing';
    throw error;
  }
}

function blocksIn(content: Uint8Array, shard: Shard): Uint8Array<ArrayBuffer>[] | 'damaged' {
  const end = content.subarray(0, MAX_LINE_BYTES).indexOf(0x0a);
  const body = content.subarray(end + 1);
  const expected = { salient: KIND, sketch: SKETCH_VERSION, ...shard, bytes: body.length, checksum: crc32c(body) };
  const line = new TextDecoder().decode(content.subarray(0, Math.max(end, 0)));
  if (line !== JSON.stringify(expected)) return 'damaged';
  const blocks: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < body.length; ) {
    const layout = readHeader(body.subarray(at, at + HEADER_BYTES), shard.generation);
    if (layout === null) return 'damaged';
    blocks.push(body.slice(at, at + layout.length));
    at += layout.length;
  }
  return blocks;
}

/** There is no shard of the state of a job. */
export class MissingShardsError extends Error {
  override readonly name = 'MissingShardsError';
}

/** Shards of one division of a job: which of how many are not there. */
export interface ShardSet {
  of: number;
  missing: readonly number[];
}

/**
 * The shards of a job in a place; where it was divided in several ways, those of the way that lacks least.
 *
 * @throws MissingShardsError if there is none
 * @throws StorageError if the place cannot be read
 */
export async function bestSet(storage: Storage, place: string, revision: string): Promise<ShardSet> {
  const found = new Map<number, Set<number>>();
  let others = 0;
  for (const { name } of await storage.list(place)) {
    const [, own = '', shard = '', of = '', version = ''] = NAME.exec(name) ?? [];
    if (own === '') continue;
    if (own !== revision || Number(version) !== SKETCH_VERSION) others++;
    else found.set(Number(of), (found.get(Number(of)) ?? new Set<number>()).add(Number(shard)));
  }
  const sets = [...found].map(([of, shards]) => ({ of, missing: missingOf(of, shards) }));
  const [best] = sets.sort((a, b) => a.missing.length - b.missing.length || a.of - b.of);
  if (best !== undefined) return best;
  const why = others === 0 ? '' : ` What is there (${others}) is of another job or state of it, or of another version.`;
  throw new MissingShardsError(`There is no shard of the job as it is now.${why}`);
}

/** Says which shards are to be made, and how; null where none is. `place` is as people read it. */
export function wantedShards({ of, missing }: ShardSet, damaged: readonly number[], place: string): string | null {
  const wanted = [...missing, ...damaged].sort((a, b) => a - b);
  if (wanted.length === 0) return null;
  const faults = [
    ...(missing.length > 0 ? [`${namedShards(missing, of)} missing.`] : []),
    ...(damaged.length > 0 ? [`${namedShards(damaged, of)} damaged.`] : []),
  ];
  const [shard, which] = wanted.length === 1 ? [wanted[0], 'it'] : ['I', 'each of them'];
  const command = `salient survey JOB --shard ${shard} --of ${of} --out ${place}`;
  return `${faults.join(' ')} Make ${which} with ${command}, then collect again.`;
}

function missingOf(of: number, shards: ReadonlySet<number>): number[] {
  return Array.from({ length: of }, (_, shard) => shard).filter((shard) => !shards.has(shard));
}

/** Numbers of shards in words, consecutive ones as a range: `Shards 3, 7-9 of 40 are`. */
export function namedShards(shards: readonly number[], of: number): string {
  const runs: [first: number, last: number][] = [];
  for (const shard of shards) {
    const run = runs.at(-1);
    if (run?.[1] === shard - 1) run[1] = shard;
    else runs.push([shard, shard]);
  }
  const text = runs.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(', ');
  return shards.length === 1 ? `Shard ${text} of ${of} is` : `Shards ${text} of ${of} are`;
}
