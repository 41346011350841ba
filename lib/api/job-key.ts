/*
 * A job's path as one segment of a URL: reversible, readable for plain names, and made only of characters that no proxy
 * decodes, encodes or splits at.
 *
 *   ./                      ~
 *   ./run_1                 run_1
 *   ./nightly/2026-11-22    nightly~2026-11-22
 *   ./été 1                 !c3!a9t!c3!a9!201      every other byte of the UTF-8 as ! and two hex digits
 */
const BASE_KEY = '~';
const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true });

/** The key of the job at `jobId` (as in `./nightly/run_1`; the base directory is `./`). */
export function jobKeyOf(jobId: string): string {
  if (jobId === './') return BASE_KEY;
  return jobId
    .slice(2)
    .split('/')
    .map((name) => name.replace(/[^A-Za-z0-9._-]/gu, escapeBytes))
    .join('~');
}

function escapeBytes(character: string): string {
  return [...encoder.encode(character)].map((byte) => `!${byte.toString(16).padStart(2, '0')}`).join('');
}

/** The job id of a key, or null where no job has this key. */
export function jobIdOf(key: string): string | null {
  if (key === BASE_KEY) return './';
  try {
    const names = key.split('~').map((name) => {
      const bytes = name.replace(/!([0-9a-f]{2})/g, '%$1');
      return decoder.decode(encoder.encode(decodeURIComponent(bytes)));
    });
    const id = `./${names.join('/')}`;
    return jobKeyOf(id) === key ? id : null;
  } catch {
    return null;
  }
}

/** A job's path as people read it: `nightly/run_1`; the base directory is `.`. */
export function jobPathOf(jobId: string): string {
  return jobId === './' ? '.' : jobId.slice(2);
}
