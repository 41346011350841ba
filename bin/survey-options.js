/* The options of `salient survey` that are not those of a server. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { whole } from '../lib/settings/values.js';
import { directoryInStore, isInStore, UsageError } from '../lib/settings.js';

/** More than engines have tasks. */
const MAX_SHARDS = 10_000;

const OPTIONS = /** @type {const} */ ({
  shard: { type: 'string' },
  of: { type: 'string' },
  out: { type: 'string' },
  collect: { type: 'string' },
});

/**
 * @typedef {object} ShardOptions
 * @property {string} place directory of the shards: an absolute path, or s3://bucket/prefix
 * @property {{ shard: number, of: number } | null} shard the shard to be made; null to collect all
 */

/**
 * The options that say what to do with shards, and the other arguments, which are the server's.
 *
 * @param {string[]} args
 * @returns {{ shards: ShardOptions | null, rest: string[] }} null where all maps are surveyed here
 * @throws {UsageError}
 */
export function surveyOptions(args) {
  const { values, tokens } = parseArgs({ args, options: OPTIONS, strict: false, allowPositionals: true, tokens: true });
  const ours = new Set();
  for (const token of tokens)
    if (token.kind === 'option' && token.name in OPTIONS) {
      if (token.value === undefined) throw new UsageError(`--${token.name} needs a value.`);
      ours.add(token.index);
      if (!token.inlineValue) ours.add(token.index + 1);
    }
  return { shards: shardsOf(/** @type {any} */ (values)), rest: args.filter((_, index) => !ours.has(index)) };
}

/** @param {{ shard?: string, of?: string, out?: string, collect?: string }} values @returns {ShardOptions | null} */
function shardsOf({ shard, of, out, collect }) {
  const given = [shard, of, out].filter((value) => value !== undefined).length;
  if (collect !== undefined) {
    if (given > 0) throw new UsageError('--collect takes shards that are there; --shard, --of and --out make one.');
    return { place: placeOf(collect, '--collect'), shard: null };
  }
  if (given === 0) return null;
  if (shard === undefined || of === undefined || out === undefined)
    throw new UsageError('--shard, --of and --out belong together: salient survey JOB --shard 0 --of 40 --out DIR');
  const count = Number(whole(1, MAX_SHARDS)(of, '--of'));
  const index = Number(whole(0, count - 1)(shard, `With --of ${count}, --shard`));
  return { place: placeOf(out, '--out'), shard: { shard: index, of: count } };
}

/** @param {string} text @param {string} option */
function placeOf(text, option) {
  if (text === '') throw new UsageError(`${option} must be a directory, or s3://BUCKET/PREFIX.`);
  return isInStore(text) ? directoryInStore(text) : resolve(text);
}
