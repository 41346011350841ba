import { NoSample } from '@/components/sample/no-sample';

/** Shown if the job has no sample with this id. */
export default NoSample;
