import { NoSample } from '@/components/sample/no-sample';

/** Where the job has no sample of this number. */
export default NoSample;
