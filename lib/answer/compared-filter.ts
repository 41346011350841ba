import 'server-only';
import type { SampleFilter } from '../job/query';
import type { ExplainLoader } from '../manager/explain-loader';

/**
 * The key under which the index of a job has those of its samples that are compared with one of another job, after they were given to
 * it; see `SampleFilter.having`.
 */
export async function givenCompared(loader: ExplainLoader, other: ExplainLoader): Promise<string> {
  const comparison = await loader.compare(other);
  const key = JSON.stringify(['compared', other.jobId, comparison?.state ?? null]);
  if (await loader.hasValues(key)) return key;
  const found = comparison && (await loader.comparedKeys(other, ALL));
  const samples = await loader.sampleKeys([...(found?.keys.idsA ?? [])]);
  const { ids, pictures } = samples ?? NO_SAMPLES;
  await loader.setSampleValues(key, { ids, pictures }, new Float32Array(ids.length));
  return key;
}

const ALL = { of: 'a', filter: {} satisfies SampleFilter, sort: 'id' } as const;

const NO_SAMPLES = { ids: new Int32Array(0), pictures: new Uint32Array(0) };
