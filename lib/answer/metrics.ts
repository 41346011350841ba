import 'server-only';
import { register } from 'prom-client';
import type { ExplainManager } from '../manager/explain-manager';
import {
  bytesLoaded,
  bytesRead,
  isReady,
  jobsFailed,
  jobsFound,
  jobsLoaded,
  samplesLoaded,
  storeBytes,
  storeRequests,
  storeScanRequests,
} from '../metrics';

/** All metrics, in the text format of Prometheus. */
export async function answerMetrics(manager: ExplainManager): Promise<{ type: string; text: string }> {
  const { directories, failures, hasDiscovered, loaders, requests, status } = manager;
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  jobsFound.set(directories.total);
  jobsLoaded.set(loaders.length);
  jobsFailed.set(failures.size);
  samplesLoaded.set(sum(loaders.map(({ sampleCount }) => sampleCount)));
  bytesRead.set(sum(loaders.map(({ snapshot }) => snapshot?.bytesRead ?? 0)));
  bytesLoaded.set(sum(loaders.map(({ memory }) => memory)));
  isReady.set(Number(hasDiscovered && !(status.kind === 'invalid' && status.failed)));
  if (requests !== null) {
    for (const kind of ['list', 'head', 'get', 'put'] as const) storeRequests.set({ kind }, requests.of(kind));
    storeBytes.set(requests.of('bytes'));
    storeScanRequests.set(manager.scanRequestsPerHour ?? 0);
  }
  return { type: register.contentType, text: await register.metrics() };
}
