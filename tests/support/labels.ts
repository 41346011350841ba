import { fromJson } from '../../lib/json';
import type { ExplainLoader } from '../../lib/manager/explain-loader';

/** The labels that occur in a job, with their counts; none before anything was read. */
export async function labelsOf(loader: ExplainLoader) {
  const description = await loader.describe();
  return description ? fromJson(description.labels) : [];
}
