import { isStorageError } from '../storage/storage';
import type { ExplainDirectory, FoundJobs, ListedDirectory, ScanProblem } from './explain-directory';
import { join, parentOf } from './paths';
import { byPath, byUpdateTime, renewed } from './sorted-jobs';

/** The problems that are described; of further ones only the number is known. */
const MAX_PROBLEMS = 100;

/** Where a directory is to which a link leads. */
interface Place {
  /** Absolute path with all links resolved. */
  directory: string;
  /** Whether the directories in it are visited, too. */
  isEntered: boolean;
}

/** The state of a scan that is under way. */
export class Scan {
  readonly listed = new Map<string, ListedDirectory>();
  /** Number of jobs, and those of them that are new or not as they were. */
  total = 0;
  readonly fresh: ExplainDirectory[] = [];
  /** Idle jobs that it came by. */
  idle = 0;
  /** Directories to which links lead, and those below them. */
  readonly #places = new Map<string, Place>();
  /** Directories that were entered through a link: each is entered once. */
  readonly #entered = new Set<string>();
  readonly #problems: ScanProblem[] = [];
  #problemCount = 0;

  /**
   * @param root the base directory, with all links resolved
   * @param due directories whose listings are made anew, whether they seem to be current or not
   */
  constructor(
    readonly root: string,
    readonly due: ReadonlySet<string>,
  ) {}

  /** The absolute path of a directory. Links that the scan has followed are resolved. */
  pathOf(relativePath: string): string {
    return this.#places.get(relativePath)?.directory ?? join(this.root, relativePath);
  }

  /** Whether a link leads to the directory or to one above it. */
  isLinked(relativePath: string): boolean {
    return this.#places.has(relativePath);
  }

  /** The directories in a listed directory that are to be visited. */
  visitsBelow({ relativePath, children, links }: ListedDirectory): string[] {
    const place = this.#places.get(relativePath);
    if (place?.isEntered === false) return [];
    const pathOf = (name: string) => (relativePath === './' ? `./${name}` : `${relativePath}/${name}`);
    const below = children.map(pathOf);
    if (place) {
      for (const name of children) {
        this.#places.set(pathOf(name), { directory: `${place.directory}/${name}`, isEntered: true });
      }
    }
    for (const { name, directory, isEntered } of links) {
      this.#places.set(pathOf(name), { directory, isEntered: isEntered && !this.#entered.has(directory) });
      if (isEntered) this.#entered.add(directory);
      below.push(pathOf(name));
    }
    return below;
  }

  note(problem: ScanProblem): void {
    this.#problemCount++;
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
  }

  /** Notes that a directory cannot be read. Throws the error if it is the base directory, or no StorageError. */
  noteError(relativePath: string, error: unknown, depth: number): void {
    if (!isStorageError(error) || depth === 0) throw error;
    if (error.fault !== 'not-found') this.note({ relativePath, message: error.message });
  }

  /** The next scan lists a directory anew, because something in it is not what its listing says. */
  distrust(relativePath: string): void {
    const listed = this.listed.get(relativePath);
    if (listed) this.listed.set(relativePath, { ...listed, listedAt: Number.NEGATIVE_INFINITY });
  }

  /** As `distrust`, for the directory that holds `relativePath`. */
  distrustHolderOf(relativePath: string): void {
    this.distrust(parentOf(relativePath));
  }

  /** What was found so far, in steps that may be interrupted; `before` itself where nothing has changed since. */
  *foundSince(before: FoundJobs): Generator<void, FoundJobs> {
    const { listed, total } = this;
    const fresh = this.fresh.splice(0);
    const isSame = fresh.length === 0 && total === before.total;
    const messages = (problems: readonly ScanProblem[]) => `${problems.map(({ message }) => message)}`;
    const haveSameProblems = this.#problemCount === before.problemCount;
    if (isSame && haveSameProblems && messages(this.#problems) === messages(before.problems)) return before;
    const stays = (job: ExplainDirectory) => listed.get(job.relativePath)?.job === job;
    const directories = isSame ? before.directories : yield* renewed(before.directories, stays, fresh, byUpdateTime);
    const inPathOrder = isSame ? before.byPath : yield* renewed(before.byPath, stays, fresh, byPath);
    return {
      total: directories.length,
      directories,
      byPath: inPathOrder,
      problems: [...this.#problems],
      problemCount: this.#problemCount,
    };
  }
}
