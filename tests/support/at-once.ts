import * as confusion from '../../lib/job/confusion';
import * as counts from '../../lib/job/counts';
import * as facets from '../../lib/job/facets';
import type { Job } from '../../lib/job/job';
import * as predecessor from '../../lib/job/predecessor';
import * as query from '../../lib/job/query';
import * as sample from '../../lib/job/sample';
import { atOnce } from '../../lib/slices';

/* What the indexing worker does in slices, at once. */

type Query = [job: Job, filter: query.SampleFilter, sort: query.SampleSort];

export const countConfusion = (job: Job, most = 10_000) => atOnce(confusion.countConfusion(job, most));
export const countJob = (job: Job) => atOnce(counts.countJob(job));
export const countFacets = (job: Job, filter: query.SampleFilter) => atOnce(facets.countFacets(job, filter));
export const findAsPredecessor = (...args: Query) => atOnce(predecessor.findAsPredecessor(...args));
export const findSamples = (...args: Query) => atOnce(query.findSamples(...args));
export const completeSample = (...args: Parameters<typeof sample.completeSample>) =>
  atOnce(sample.completeSample(...args));
export const readScores = (...args: Parameters<typeof sample.readScores>) => atOnce(sample.readScores(...args));
