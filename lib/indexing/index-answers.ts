import type { Confusion } from '../job/confusion';
import type { JobCounts } from '../job/counts';
import type { Evaluation } from '../job/evaluation';
import type { Facets } from '../job/facets';
import type { Problem } from '../job/problems';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample } from '../job/sample';
import type { Json } from '../json';
import type { Damage } from '../reading/event-file-reader';

/* What the indexing worker is asked about a job, and what it answers: plain objects, which are sent between threads. */

/** What is known of a job's event file without asking for a sample; published while it is read, never changed after. */
export interface IndexSnapshot {
  /** Tells this content from any other at the same path; null before the first record was read. */
  generation: string | null;
  /** Stands for the records read so far: equal content, equal revision, in every process. */
  revision: string;
  /** End of the last whole record, and size of the file, bytes. */
  bytesRead: number;
  fileSize: number;
  damage: Damage | null;
  problems: Problem[];
  problemCount: number;
  sampleCount: number;
  /** Labels that occur. */
  labelCount: number;
  explainers: string[];
  metrics: string[];
  scoreCount: number;
  /** As recorded, rounded as confidences are. */
  threshold: number;
  hasUncertainty: boolean;
  hasCounterfactuals: boolean;
  /** Memory the index takes, bytes. */
  memory: number;
}

/** Which samples are asked for, and in which order. */
export interface SamplesQuery {
  filter: SampleFilter;
  sort: SampleSort;
  /** From 0 on. */
  page: number;
  limit: number;
  /** Instead of the page: these samples, in this order; ids that are not there are left out. */
  ids?: number[];
  /** Filter and sort as the predecessor does, and give what was recorded in its order: for the compatibility API. */
  asPredecessor?: boolean;
}

/** Which records an answer was made from. */
export type Version = Pick<IndexSnapshot, 'generation' | 'revision' | 'bytesRead'>;

/** The scores with what they are of. */
export type VersionedEvaluation = Version & Evaluation;

/** The most frequent pairs, and how many there are. */
export type ConfusionPage = Version & Confusion & { pairCount: number };

/** A page of the samples that match. */
export interface SamplesPage extends Version {
  /** Samples that match. */
  total: number;
  /** Samples of the job. */
  sampleCount: number;
  samples: Json<Sample[]>;
}

/** What a filter finds, and what it would find if one of its parts were another one. */
export interface FacetsPage extends Version, Omit<Facets, 'labels'> {
  /** Samples that match. */
  total: number;
  labels: (Facets['labels'][number] & { name: string })[];
}

/** Where a sample stands among those that match. */
export interface Neighbours extends Version {
  total: number;
  /** From 0 on; -1 where the sample does not match. */
  rank: number;
  /** Ids of the samples before and behind it, null at the ends. */
  previous: number | null;
  next: number | null;
}

/** A job's labels that occur, with their names, and its counts. */
export interface JobDescription extends Omit<JobCounts, 'labels'> {
  revision: string;
  labels: (JobCounts['labels'][number] & { name: string })[];
}
