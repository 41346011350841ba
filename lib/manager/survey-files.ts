import { createHash } from 'node:crypto';
import { encodeName } from '../file-name';
import { localStorage, temporaryDirectory } from '../storage/local';
import { eventFilePath } from '../summary/explain-directory';
import { SKETCH_VERSION } from '../survey/survey-block';
import type { ExplainLoader } from './explain-loader';

/** Where the surveys of jobs, and the hashes of their originals, are kept. */
export class SurveyFiles {
  readonly #cache: string | null;
  /** Where they are kept until the server stops, if there is no cache directory; null before the first one. */
  #temporary: string | null = null;

  /** @param cache the cache directory, null for none */
  constructor(cache: string | null) {
    this.#cache = cache;
  }

  /** Said with every answer where surveys are kept only until the server stops; null elsewhere. */
  get note(): string | null {
    return this.#temporary && `There is no cache directory, so the survey is kept in ${this.#temporary}.`;
  }

  /** The file of a job, which may not exist yet. */
  pathOf(loader: ExplainLoader, kind: 'survey' | 'pictures'): string {
    const path = eventFilePath(loader.ownPath, loader.directory);
    const hash = createHash('sha1').update(`survey ${SKETCH_VERSION}\n`).update(encodeName(path)).digest('hex');
    return `${this.#directory}/${hash}.${kind}`;
  }

  /** Whether a survey of a job is kept. */
  async hasSurvey(loader: ExplainLoader): Promise<boolean> {
    if (this.#cache === null && this.#temporary === null) return false;
    return localStorage.stat(this.pathOf(loader, 'survey')).then(
      () => true,
      () => false,
    );
  }

  get #directory(): string {
    if (this.#cache !== null) return this.#cache;
    this.#temporary ??= temporaryDirectory();
    return this.#temporary;
  }
}
