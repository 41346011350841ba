import type { SmallPicture } from '../image/small-picture';
import type { CompareAnswer, CompareSamplesAnswer } from './compare-answers';
import type { EvaluationAnswer } from './evaluation-answers';
import type { AgreementAnswer } from './insight-answers';
import type { JobAnswer } from './job-answers';
import type { JobMarksAnswer, NotesAnswer } from './mark-answers';
import type { FacetsAnswer, SamplesAnswer } from './sample-answers';

/* What a report says: answers of the API at one time. The server collects it, `components/report/document` makes the document. */

/** What users have marked and noted. */
export interface ReportMarks {
  marks: JobMarksAnswer['marks'];
  notes: NotesAnswer['notes'];
}

interface Made {
  /** Milliseconds since 1970. */
  made: number;
  /** Of Salient. */
  version: string;
}

/** A report of one job. */
export interface JobReport extends Made {
  job: JobAnswer;
  facets: FacetsAnswer;
  samples: SamplesAnswer;
  evaluation: EvaluationAnswer;
  agreement: AgreementAnswer;
  /** How many of the recorded 95 % intervals of the matching labels do not contain their own probability. */
  intervals: { outside: number; of: number };
  /** Null where the server keeps no marks, or cannot read them. */
  marks: ReportMarks | null;
}

/** A report of two compared jobs. */
export interface CompareReport extends Made {
  compare: CompareAnswer;
  samples: CompareSamplesAnswer;
  jobs: { a: JobAnswer; b: JobAnswer };
  evaluations: { a: EvaluationAnswer; b: EvaluationAnswer };
  marks: { a: ReportMarks | null; b: ReportMarks | null };
}

/** Why a picture cannot be shown: its file is missing, not readable, elsewhere or not a picture, or the object store is away or refuses the credentials. */
export type PictureFault = 'missing' | 'forbidden' | 'outside' | 'broken' | 'store' | 'refused';

/** A picture of a report, or why it cannot be shown. */
export type PictureOrFault = SmallPicture | { fault: PictureFault };

/** Ends each sample in the text of a report, so that whoever receives it can count them. */
export const SAMPLE_END = '<!--sample-->';

/** Ends a report: without it, the server has broken off. */
export const REPORT_END = '</html>';
