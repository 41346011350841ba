import type { WritableStorage } from '../../lib/storage/storage';
import { MapReader } from '../../lib/survey/map-reader';
import { SurveyService } from '../../lib/survey/survey-service';
import type { Surveyor } from '../../lib/survey/survey-thread';
import { turn } from './until';

/** The work of the survey thread and of reading threads, done on this thread; blocks are ready in another order than they were begun. */
export class NearSurveyor implements Surveyor {
  readonly call: Surveyor['call'];
  onLost = () => {};
  #reads = 0;

  constructor(storage: WritableStorage) {
    const reader = new MapReader(storage);
    const service = new SurveyService(
      storage,
      async (...of) => {
        const block = await reader.read(...of);
        for (let turns = (this.#reads++ % 3) * 40; turns > 0; turns--) await turn();
        return block;
      },
      (root, paths) => reader.checksums(root, paths),
    );
    this.call = (method, ...args) =>
      (service[method] as unknown as (...of: unknown[]) => never).apply(service, structuredClone(args));
  }

  pause = () => () => {};

  async stop(): Promise<void> {}
}
