import type { Confusion } from '../job/confusion';
import type { JobCounts } from '../job/counts';
import type { Evaluation } from '../job/evaluation';
import type { Facets } from '../job/facets';
import type { Problem } from '../job/problems';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample } from '../job/sample';
import type { Json } from '../json';
import type { Damage } from '../reading/event-file-reader';

/* Questions to the indexing worker about a job, and its answers: plain objects, which are sent between threads. */

/** A summary of a job's event file; published while the file is read, never changed afterwards. */
export interface IndexSnapshot {
  /** Identifies this content among all that had the same path; null before the first record was read. */
  generation: string | null;
  /** Identifies the records read so far: equal content, equal revision, in every process. */
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

/** Which samples to return, and in which order. */
export interface SamplesQuery {
  filter: SampleFilter;
  sort: SampleSort;
  /** From 0 on. */
  page: number;
  limit: number;
  /** Instead of the page: these samples, in this order; unknown ids are left out. */
  ids?: number[];
  /** Filter, sort and return values as the predecessor does: for the compatibility API. */
  asPredecessor?: boolean;
}

/** Which records an answer was made from. */
export type Version = Pick<IndexSnapshot, 'generation' | 'revision' | 'bytesRead'>;

/** The scores with the explainers, metrics and labels that they are about. */
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

/** The number of samples that match a filter, and of those that would match if one of its parts were different. */
export interface FacetsPage extends Version, Omit<Facets, 'labels'> {
  /** Samples that match. */
  total: number;
  labels: (Facets['labels'][number] & { name: string })[];
}

/** The position of a sample among those that match. */
export interface Neighbours extends Version {
  total: number;
  /** From 0 on; -1 where the sample does not match. */
  rank: number;
  /** Ids of the samples before and after it, null at the ends. */
  previous: number | null;
  next: number | null;
}

/** Which of the pictures that a job records, originals and heatmaps, exist. */
export interface PictureCheck extends Version {
  /** Pictures that do not exist. */
  missing: number;
  /** Pictures that cannot be read: access is denied, the path leaves the job's directory, or it is not a regular file. */
  unreadable: number;
  /** Pictures that were checked, the two kinds above included. */
  checked: number;
  /** Pictures that the job records; null where only some were checked, because there are too many. */
  total: number | null;
}

/** A job's labels that occur, with their names, and its counts. */
export interface JobDescription extends Omit<JobCounts, 'labels'> {
  revision: string;
  labels: (JobCounts['labels'][number] & { name: string })[];
}
