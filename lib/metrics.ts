import 'server-only';
import { Counter, Gauge, Histogram, register } from 'prom-client';

/*
 * What is counted about the server, in the terms of Prometheus. prom-client is one module for all programs of this process (the
 * command's too, which measures requests), so a metric that another of them has made is taken as it is.
 */

type Kind<M> = new (configuration: { name: string; help: string; buckets?: number[] }) => M;

function metric<M>(Make: Kind<M>, name: string, help: string, buckets?: number[]): M {
  const known = register.getSingleMetric(name);
  return known instanceof Make ? known : new Make({ name, help, ...(buckets ? { buckets } : {}) });
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
  'How long it took to read on in a job, from its first byte or from where it was.',
  [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10, 60],
);
export const loadFailures = metric(Counter, 'salient_load_failures_total', 'Loadings that failed.');
export const workersLost = metric(Counter, 'salient_workers_lost_total', 'Indexing workers that died.');
export const cacheHits = metric(Counter, 'salient_picture_cache_hits_total', 'Made pictures that were there already.');
export const cacheMisses = metric(Counter, 'salient_picture_cache_misses_total', 'Pictures that had to be made.');
export const cacheBytes = metric(Gauge, 'salient_picture_cache_bytes', 'Memory that made pictures take.');
export const jobsFound = metric(Gauge, 'salient_jobs', 'Explain jobs below the base directory.');
export const jobsLoaded = metric(Gauge, 'salient_jobs_loaded', 'Jobs that are in memory.');
export const jobsFailed = metric(Gauge, 'salient_jobs_failed', 'Jobs that could not be read at the last try.');
export const samplesLoaded = metric(Gauge, 'salient_samples', 'Samples of the jobs in memory.');
export const bytesRead = metric(
  Gauge,
  'salient_read_bytes',
  'Bytes of event files that the jobs in memory were read from.',
);
export const bytesLoaded = metric(Gauge, 'salient_loaded_bytes', 'Memory that the jobs in memory take.');
export const isReady = metric(
  Gauge,
  'salient_ready',
  'Whether the base directory could be read at the last look, 1 or 0.',
);
