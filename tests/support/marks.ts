import { onTestFinished } from 'vitest';
import { MarksDatabase } from '../../lib/marks/database';
import type { JobTarget, SampleKeys } from '../../lib/marks/marks';
import { MarksService } from '../../lib/marks/marks-service';
import { localStorage } from '../../lib/storage/local';
import { TestClock } from './clock';
import { temporaryDirectory } from './runs';

type Options = Partial<ConstructorParameters<typeof MarksDatabase>[0]>;

/** The marks of a data directory, a new one by default, on this thread; closed when the test is over. */
export async function openMarks(options: Options = {}) {
  const directory = options.directory ?? (await temporaryDirectory());
  const clock = new TestClock();
  const service = new MarksService(
    new MarksDatabase({ directory, isReadOnly: false, storage: localStorage, clock, ...options }),
    clock,
  );
  onTestFinished(() => service.close());
  return { service, directory, clock };
}

/** A job of tests that is not in the database yet. */
export function jobAt(path: string, generation = 'aaaa0001', eventFile = 'events'): JobTarget {
  return { id: null, ref: { path, generation, eventFile } };
}

/** Samples whose pictures have checksums of a thousand and their ids. */
export function samples(...ids: number[]): SampleKeys {
  return { ids: Int32Array.from(ids), pictures: Uint32Array.from(ids, (id) => 1_000 + id) };
}

/** The target of a job as the database finds it. */
export async function targetOf(service: MarksService, { ref }: JobTarget): Promise<JobTarget> {
  const { job } = await service.find(ref);
  return { id: job?.id ?? null, ref };
}
