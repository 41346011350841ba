import type { ListedDirectory } from './explain-directory';

/**
 * A listing that is older than this, in milliseconds, is made anew, whatever the times of the directory say: object stores, coarse
 * clocks and clocks that are behind do not always change them.
 */
const RELIST_AFTER_MS = 20_000;

/** How many of these listings a scan makes at most: a part of all directories, so that scans stay cheap, but at least this many. */
const SHARE = 1 / 20;
const MIN = 200;

/** Which listings a scan makes anew: the oldest ones, so that within twenty scans it is every directory's turn. */
export class Relisting {
  /** Paths of listed directories, the one that was listed longest ago first; some are gone. */
  readonly #byAge = new Set<string>();

  /** Notes that a directory is being listed. */
  note(relativePath: string): void {
    this.#byAge.delete(relativePath);
    this.#byAge.add(relativePath);
  }

  /** The directories to list anew, of those that are listed. */
  due(listed: ReadonlyMap<string, ListedDirectory>, now: number): Set<string> {
    const limit = Math.max(MIN, Math.ceil(listed.size * SHARE));
    const due = new Set<string>();
    for (const relativePath of this.#byAge) {
      const directory = listed.get(relativePath);
      if (directory === undefined) {
        this.#byAge.delete(relativePath);
        continue;
      }
      // A clock that was set back makes a listing due, too.
      if (due.size === limit || Math.abs(now - directory.listedAt) < RELIST_AFTER_MS) break;
      due.add(relativePath);
    }
    return due;
  }
}
