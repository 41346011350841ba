/** A recently viewed sample: the key of its job, and its id. */
export interface RecentSample {
  key: string;
  id: number;
}

const STORED_AS = 'salient-recent-samples';
const MAX_SAMPLES = 5;

/** The sample shown at a URL, on its page or on the stage; null if there is none. */
export function sampleAt(path: string, stage: string | null): RecentSample | null {
  const [, key, view, own] = /^\/jobs\/([^/]+)\/(samples|saliency)(?:\/(-?\d+))?$/.exec(path) ?? [];
  const id = stage ?? own;
  if (key === undefined || view === undefined || id === undefined || !/^-?\d+$/.test(id)) return null;
  return { key, id: Number(id) };
}

/** The list with `sample` moved to the front, limited to the maximum length. */
export function withRecent(list: readonly RecentSample[], { key, id }: RecentSample): RecentSample[] {
  const others = list.filter((other) => other.key !== key || other.id !== id);
  return [{ key, id }, ...others].slice(0, MAX_SAMPLES);
}

/** Parses the stored list; empty if it is invalid. */
export function parseRecent(text: string | null): RecentSample[] {
  try {
    const list: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(list) ? list.filter(isSample).slice(0, MAX_SAMPLES) : [];
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

/** The samples last viewed in this browser, most recent first. */
export function recentSamples(): RecentSample[] {
  try {
    return parseRecent(localStorage.getItem(STORED_AS));
  } catch {
    return []; // storage is blocked
  }
}

/** Adds a sample to the front of the recent ones. */
export function rememberSample(sample: RecentSample): void {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify(withRecent(recentSamples(), sample)));
  } catch {
    // Storage is blocked or full: recent samples are a convenience.
  }
}
