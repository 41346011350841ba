import type { WritableStorage } from '../../lib/storage/storage';
import { inTurnOf, newLargeTurn } from '../../lib/survey/large-turn';
import { MapFiles } from '../../lib/survey/map-files';
import { MapReader } from '../../lib/survey/map-reader';
import { SurveyService } from '../../lib/survey/survey-service';
import type { Surveyor } from '../../lib/survey/survey-thread';
import { turn } from './until';

/** The work of the survey thread and of reading threads, done on this thread; blocks are ready in another order than they were begun. */
export class NearSurveyor implements Surveyor {
  readonly call: Surveyor['call'];
  onLost = () => {};
  #reads = 0;
  readonly #opened = new Set<string>();
  readonly #close: (job: string) => Promise<void>;

  constructor(storage: WritableStorage) {
    const reader = new MapReader(new MapFiles(storage, inTurnOf(newLargeTurn(), 1)));
    const service = new SurveyService(
      storage,
      async (...of) => {
        const block = await reader.read(...of);
        for (let turns = (this.#reads++ % 3) * 40; turns > 0; turns--) await turn();
        return block;
      },
      (root, paths) => reader.checksums(root, paths),
    );
    this.call = (method, ...args) => {
      if (method === 'open') this.#opened.add(String(args[0]));
      return (service[method] as unknown as (...of: unknown[]) => never).apply(service, structuredClone(args));
    };
    this.#close = (job) => service.close(job);
  }

  pause = () => () => {};

  /** A thread that ends closes its files. */
  async stop(): Promise<void> {
    for (const job of this.#opened) await this.#close(job);
  }
}
