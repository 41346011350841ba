import type { Job } from './job';

/** Columns that queries read of a label of a sample. */
type LabelColumns = Pick<Job['labels']['column'], 'label' | 'flags' | 'confidence' | 'sd' | 'low' | 'high'>;

/** What queries read of a job: the job as recorded, or as it is under another threshold (`at-threshold.ts`). */
export interface JobView extends Pick<Job, 'sampleCount' | 'isShown' | 'parts'> {
  /** A label counts as predicted from this probability on, 0–1; a 32-bit float. */
  readonly threshold: number;
  readonly samples: Pick<Job['samples'], 'length' | 'column'>;
  readonly labels: { readonly length: number; readonly column: LabelColumns };
  readonly records: Pick<Job['records'], 'column'>;
}
