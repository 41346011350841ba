import { inSlices } from '../slices';
import { isStorageError, type StorageError } from '../storage/storage';
import { type Base, baseOf, pathIn } from './bases';
import { type ExplainDirectory, type FoundJobs, NO_JOBS, type ScanProblem } from './explain-directory';
import { normalise, shownPath } from './paths';
import { byPath, byUpdateTime, merged } from './sorted-jobs';
import type { JobWatcher } from './summary-watcher';

interface Watched extends Base {
  watcher: JobWatcher;
  /** What its last scan has found, or its first one so far. */
  found: FoundJobs;
  /** Why its last scan failed; null if it did not. */
  failure: StorageError | null;
}

/**
 * The jobs of several bases as those of one: the path of each begins with the name of its base. A base that cannot be listed is a problem, and
 * keeps the jobs that it had; where none can, the scan fails.
 */
export class JoinedWatcher implements JobWatcher {
  readonly #bases: readonly Watched[];
  /** Jobs as they were found, and with the name of their base: the same object for the same one. */
  readonly #named = new WeakMap<ExplainDirectory, ExplainDirectory>();
  #joined = NO_JOBS;
  /** What `#joined` was made of. */
  #parts: readonly unknown[] = [];
  #joining: Promise<unknown> = Promise.resolve();

  /** @param watch makes the watcher of a base */
  constructor(bases: readonly Base[], watch: (base: Base) => JobWatcher) {
    this.#bases = bases.map((base) => ({ ...base, watcher: watch(base), found: NO_JOBS, failure: null }));
  }

  async scan(_: string, onProgress: (found: FoundJobs) => void = () => {}): Promise<FoundJobs> {
    const scanOne = async (base: Watched) => {
      try {
        base.found = await base.watcher.scan(base.path, (soFar) => {
          base.found = soFar;
          void this.#join().then(onProgress);
        });
        base.failure = null;
      } catch (error) {
        if (!isStorageError(error)) throw error;
        base.failure = error;
      }
    };
    await Promise.all(this.#bases.map(scanOne));
    const [first] = this.#bases;
    if (first.failure !== null && this.#bases.every(({ failure }) => failure !== null)) throw first.failure;
    return this.#join();
  }

  find(relativePath: string): ExplainDirectory | null {
    const found = baseOf(this.#bases, relativePath);
    const job = found?.base.watcher.find(found.path);
    return found && job ? this.#withName(found.base, job) : null;
  }

  async findExplainDirectory(_: string, relativePath: string): Promise<ExplainDirectory | null> {
    const found = baseOf(this.#bases, normalise(relativePath) ?? '');
    const job = await found?.base.watcher.findExplainDirectory(found.base.path, found.path);
    return found && job ? this.#withName(found.base, job) : null;
  }

  #withName(base: Base, job: ExplainDirectory): ExplainDirectory {
    const known = this.#named.get(job);
    if (known) return known;
    const named = { ...job, relativePath: pathIn(base, job.relativePath) };
    this.#named.set(job, named);
    return named;
  }

  /** What all bases have found; the same object where that is the same as before. One after the other. */
  #join(): Promise<FoundJobs> {
    const joined = this.#joining.then(() => this.#joinNow());
    this.#joining = joined;
    return joined;
  }

  async #joinNow(): Promise<FoundJobs> {
    const parts = this.#bases.flatMap(({ found, failure }) => [found, failure?.message]);
    if (parts.every((part, k) => part === this.#parts[k])) return this.#joined;
    let [directories, inPathOrder]: ExplainDirectory[][] = [[], []];
    const problems: ScanProblem[] = [];
    let problemCount = 0;
    for (const base of this.#bases) {
      const { found, failure } = base;
      const withName = (jobs: readonly ExplainDirectory[]) => jobs.map((job) => this.#withName(base, job));
      directories = await inSlices(merged(directories, withName(found.directories), byUpdateTime));
      inPathOrder = await inSlices(merged(inPathOrder, withName(found.byPath), byPath));
      if (failure !== null) problems.push({ relativePath: `./${base.name}`, message: failure.message });
      problems.push(...found.problems.map((problem) => named(base, problem)));
      problemCount += found.problemCount + (failure === null ? 0 : 1);
    }
    this.#parts = parts;
    this.#joined = { total: directories.length, directories, byPath: inPathOrder, problems, problemCount };
    return this.#joined;
  }
}

/** A problem of a base among those of all: its path begins with the name of the base, also in its message. */
function named(base: Base, problem: ScanProblem): ScanProblem {
  const relativePath = pathIn(base, problem.relativePath);
  const before = `${shownPath(problem.relativePath)} `;
  const isNamed = problem.message.startsWith(before);
  const message = isNamed ? `${shownPath(relativePath)} ${problem.message.slice(before.length)}` : problem.message;
  return { ...problem, relativePath, message };
}
