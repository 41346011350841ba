import type { ExplainLoader } from './explain-loader';

/** Answers a request about a job; the job is not evicted meanwhile. Null if there is no such job. */
export type WithJob = <T>(jobId: string, answer: (loader: ExplainLoader) => Promise<T>) => Promise<T | null>;
