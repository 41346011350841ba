import * as atThreshold from '../../lib/job/at-threshold';
import * as confusion from '../../lib/job/confusion';
import * as counts from '../../lib/job/counts';
import * as facets from '../../lib/job/facets';
import type { Job } from '../../lib/job/job';
import type { JobView } from '../../lib/job/job-view';
import * as mapped from '../../lib/job/mapped-pairs';
import * as predecessor from '../../lib/job/predecessor';
import * as query from '../../lib/job/query';
import * as sample from '../../lib/job/sample';
import * as thresholds from '../../lib/job/thresholds';
import { atOnce } from '../../lib/slices';

/* What the indexing worker does in slices, at once. */

type Query = [job: Job, filter: query.SampleFilter, sort: query.SampleSort];

export const countConfusion = (job: JobView, most = 10_000) => atOnce(confusion.countConfusion(job, most));
export const countJob = (job: JobView) => atOnce(counts.countJob(job));
export const countFacets = (job: JobView, filter: query.SampleFilter) => atOnce(facets.countFacets(job, filter));
export const findAsPredecessor = (...args: Query) => atOnce(predecessor.findAsPredecessor(...args));
export const findSamples = (...args: [job: JobView, filter: query.SampleFilter, sort: query.SampleSort]) =>
  atOnce(query.findSamples(...args)).rows;
export const jobAt = (...args: Parameters<typeof atThreshold.jobAt>) => atOnce(atThreshold.jobAt(...args));
export const mappedPairs = (job: JobView, filter: query.SampleFilter) => atOnce(mapped.mappedPairs(job, filter));
export const countThresholds = (job: Job) => atOnce(thresholds.countThresholds(job));
export const completeSample = (...args: Parameters<typeof sample.completeSample>) =>
  atOnce(sample.completeSample(...args));
export const readScores = (...args: Parameters<typeof sample.readScores>) => atOnce(sample.readScores(...args));
