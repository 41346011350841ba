import 'server-only';
import { Counter, Gauge, Histogram, register } from 'prom-client';

/*
 * The Prometheus metrics of the server. All bundles of this process share one prom-client module, as does the command, which measures
 * requests. So a metric that is already registered is reused.
 */

interface Configuration {
  name: string;
  help: string;
  buckets?: number[];
  labelNames?: string[];
}

type MetricClass<M> = new (configuration: Configuration) => M;

function metric<M>(
  Metric: MetricClass<M>,
  name: string,
  help: string,
  buckets?: number[],
  labelNames: string[] = [],
): M {
  const existing = register.getSingleMetric(name);
  return existing instanceof Metric
    ? existing
    : new Metric({ name, help, labelNames, ...(buckets ? { buckets } : {}) });
}

export const scanSeconds = metric(
  Histogram,
  'salient_look_seconds',
  'Duration of a scan for jobs, one every reload interval.',
  [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
);
export const loadSeconds = metric(
  Histogram,
  'salient_load_seconds',
  'Duration of reading what was appended to a job, or all of a new job.',
  [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
);
export const loadFailures = metric(Counter, 'salient_load_failures_total', 'Failed attempts to load a job.');
export const workersLost = metric(Counter, 'salient_workers_lost_total', 'Indexing workers that died.');
export const cacheHits = metric(
  Counter,
  'salient_picture_cache_hits_total',
  'Pictures served from the cache of rendered pictures.',
);
export const cacheMisses = metric(Counter, 'salient_picture_cache_misses_total', 'Pictures that had to be rendered.');
export const cacheBytes = metric(
  Gauge,
  'salient_picture_cache_bytes',
  'Memory used by the cache of rendered pictures.',
);
export const jobsFound = metric(Gauge, 'salient_jobs', 'Explain jobs below the base directory.');
export const jobsLoaded = metric(Gauge, 'salient_jobs_loaded', 'Jobs in memory.');
export const jobsFailed = metric(Gauge, 'salient_jobs_failed', 'Jobs whose last load failed.');
export const samplesLoaded = metric(Gauge, 'salient_samples', 'Samples of the jobs in memory.');
export const bytesRead = metric(Gauge, 'salient_read_bytes', 'Bytes read from the event files of the jobs in memory.');
export const bytesLoaded = metric(Gauge, 'salient_loaded_bytes', 'Memory used by the jobs in memory.');
export const storeRequests = metric(
  Gauge,
  'salient_store_requests',
  'Requests to the object store since the start, by kind; each attempt counts.',
  undefined,
  ['kind'],
);
export const storeBytes = metric(
  Gauge,
  'salient_store_read_bytes',
  'Bytes read from the object store since the start.',
);
export const storeScanRequests = metric(
  Gauge,
  'salient_store_scan_requests_per_hour',
  'Requests to the object store that scans for jobs make in an hour, judged by the last one.',
);
export const isReady = metric(Gauge, 'salient_ready', 'Whether the last scan could read the base directory, 1 or 0.');
