import 'server-only';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { jobIdOf } from '../api/job-key';
import type { ExplainManager } from '../manager/explain-manager';
import { RecordedPicture } from './recorded-picture';

/*
 * The shape of originals, so that a page can reserve room for them before they are loaded. It is a help for the layout and nothing
 * else: a picture that is missing, too large or broken has none, and never fails an answer.
 */

/** Originals of a page that are measured at most. */
const MOST = 25;

const limit = pLimit(6);

/** Width over height by job, generation and path. */
const known = new LRUCache<string, number>({ max: 50_000 });

/**
 * The most common width over height among the originals at `paths`; null where none can be read.
 *
 * @param generation of the job
 * @param paths relative to the directory of the job; the first 25 count
 */
export async function commonAspect(
  manager: ExplainManager,
  key: string,
  generation: string | null,
  paths: readonly string[],
): Promise<number | null> {
  const place = manager.placeOf(jobIdOf(key) ?? '');
  const measure = async (path: string): Promise<number | null> => {
    const name = `${key} ${generation} ${path}`;
    const kept = known.get(name);
    if (kept !== undefined) return kept;
    try {
      const { layout } = await RecordedPicture.open({ storage: manager.storage, ...place, path, what: path });
      if (layout.width === 0 || layout.height === 0) return null;
      const aspect = layout.width / layout.height;
      known.set(name, aspect);
      return aspect;
    } catch {
      return null;
    }
  };
  const measured = await Promise.all(paths.slice(0, MOST).map((path) => limit(() => measure(path))));
  return mostCommon(measured.filter((aspect) => aspect !== null));
}

/** Aspect ratios that differ by less than this share count as equal. */
const SAME_SHAPE = 0.02;

/** The most common of some aspect ratios, the first of equally common ones; null if there are none. */
export function mostCommon(aspects: readonly number[]): number | null {
  const like = (one: number) => aspects.filter((other) => Math.abs(Math.log(other / one)) < SAME_SHAPE).length;
  const counts = aspects.map(like);
  const most = Math.max(0, ...counts);
  return aspects[counts.indexOf(most)] ?? null;
}
