'use client';

import dynamic from 'next/dynamic';
import type { JobAnswer, SampleJson } from '@/lib/api/answers';

/** Loaded with the first sample that has ground truth regions. */
const TrueRegions = dynamic(() => import('./true-regions'), { ssr: false });

/** The ground truth regions of a sample, to be drawn over its original; nothing where none are recorded. */
export const Regions = ({ job, sample }: { job: JobAnswer; sample: SampleJson }) =>
  sample.regions && <TrueRegions jobKey={job.key} version={job.generation ?? '-'} sample={sample} />;
