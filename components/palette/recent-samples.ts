/** A sample that was looked at: the key of its job, and its id. */
export interface RecentSample {
  key: string;
  id: number;
}

const STORED_AS = 'salient-recent-samples';
const MOST = 5;

/** The sample that an address shows, on a page of its own or on the stage; null for none. */
export function sampleAt(path: string, stage: string | null): RecentSample | null {
  const [, key, view, own] = /^\/jobs\/([^/]+)\/(samples|saliency)(?:\/(-?\d+))?$/.exec(path) ?? [];
  const id = stage ?? own;
  if (key === undefined || view === undefined || id === undefined || !/^-?\d+$/.test(id)) return null;
  return { key, id: Number(id) };
}

/** The list with `sample` in front, once, and without those that are too many. */
export function withRecent(list: readonly RecentSample[], { key, id }: RecentSample): RecentSample[] {
  const others = list.filter((other) => other.key !== key || other.id !== id);
  return [{ key, id }, ...others].slice(0, MOST);
}

/** Reads what was stored; empty for anything that is not a list of samples. */
export function parseRecent(text: string | null): RecentSample[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter(isSample).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

function isSample(value: unknown): value is RecentSample {
  return (
    typeof value === 'object' &&
    value !== null &&
    'key' in value &&
    'id' in value &&
    typeof value.key === 'string' &&
    Number.isInteger(value.id)
  );
}

/** The samples that were looked at last in this browser, the latest first. */
export function recentSamples(): RecentSample[] {
  try {
    return parseRecent(localStorage.getItem(STORED_AS));
  } catch {
    return []; // storage is blocked
  }
}

/** Puts a sample in front of the recent ones. */
export function rememberSample(sample: RecentSample): void {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(withRecent(recentSamples(), sample)));
  } catch {
    // Storage is blocked or full: recent samples are a convenience.
  }
}
