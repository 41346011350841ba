import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock';
import type { Storage } from '../storage/storage';
import type { ExplainDirectory } from '../summary/explain-directory';
import { type ManifestState, readManifest } from './manifest';

const KEPT = 200_000;

/** A manifest that is missing is not looked for again during so much of the time that its job had been silent then. */
const MISSING_FOR = 1 / 1000;

/** What a look at a manifest said, and when that was, milliseconds since 1970. */
interface Known {
  eventFile: string;
  state: ManifestState;
  readAt: number;
}

/** The manifests of all jobs, as far as somebody has asked for them. */
export class Manifests {
  readonly #storage: Storage;
  readonly #clock: Clock;
  readonly #known = new LRUCache<string, Known>({ max: KEPT });

  constructor(storage: Storage, clock: Clock) {
    this.#storage = storage;
    this.#clock = clock;
  }

  /** What the manifest of the job in the directory `path` says; one that is there is read once. */
  async read(path: string, directory: ExplainDirectory): Promise<ManifestState> {
    const { relativePath, eventFile } = directory;
    const known = this.peek(directory);
    if (known?.kind === 'present') return known;
    const state = await readManifest(this.#storage, path, directory);
    this.#known.set(relativePath, { eventFile, state, readAt: this.#clock.now() });
    return state;
  }

  /** What is known of a job's manifest without a look at it; null for nothing. */
  peek({ relativePath, eventFile }: ExplainDirectory): ManifestState | null {
    const known = this.#known.peek(relativePath);
    return known?.eventFile === eventFile ? known.state : null;
  }

  /** Whether another look at a manifest may tell more: one that is missing is the less likely to come the longer it is. */
  isDue({ relativePath, eventFile, updateTime }: ExplainDirectory): boolean {
    const known = this.#known.peek(relativePath);
    if (known?.eventFile !== eventFile) return true;
    const since = this.#clock.now() - known.readAt;
    return known.state.kind !== 'present' && since > (known.readAt - updateTime) * MISSING_FOR;
  }
}
