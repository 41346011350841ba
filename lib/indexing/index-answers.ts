import type { ComparedQuery } from '../job/compared-order';
import type { ComparedRow } from '../job/compared-row';
import type { Confusion } from '../job/confusion';
import type { JobCounts, LabelCounts } from '../job/counts';
import type { Evaluation } from '../job/evaluation';
import type { Facets } from '../job/facets';
import type { Problem } from '../job/problems';
import type { SampleFilter, SampleSort } from '../job/query';
import type { Sample } from '../job/sample';
import type { SkippedBy } from '../job/skipped';
import type { AtThreshold, ThresholdCounts } from '../job/thresholds';
import type { Json } from '../json';
import type { Damage } from '../reading/event-file-reader';
import type { PartPlace, UnreadEnd } from '../reading/part';

/* The requests to and the answers of the indexing worker: plain objects, which are sent between threads. */

export type { PartPlace };

/** Facets of a job that are kept, and the characters of the labels of all of them together. */
export const MAX_CACHED_FACETS = 16;
export const MAX_CACHED_LENGTH = 4 * 2 ** 20;

/** What is said of a label, with its id and name. */
type Named<T> = { id: number; name: string } & Omit<T, 'label'>;

/** A summary of a job's event file, published while it is read. Immutable. */
export interface IndexSnapshot {
  /** Distinguishes this content from earlier content at the same path; null before the first record was read. */
  generation: string | null;
  /** Identifies the records read so far: equal content has an equal revision, in every process. */
  revision: string;
  /** End of the last complete record, and size of the file, bytes. */
  bytesRead: number;
  fileSize: number;
  damage: Damage | null;
  /** From this byte on, inside of a record, the file consists of zeros only: it is not written yet. Null where it does not. */
  zerosFrom: number | null;
  /** Of a job of many parts, the first file that is not read to its end; null if there is none. */
  unreadEnd?: UnreadEnd | null;
  /** Whether there is more to read, which waits for the next attempt. */
  isPutOff?: boolean;
  problems: Problem[];
  problemCount: number;
  skipped: SkippedBy[];
  sampleCount: number;
  /** Number of labels that occur. */
  labelCount: number;
  explainers: string[];
  metrics: string[];
  scoreCount: number;
  /** As recorded, rounded to 6 decimals like confidences. */
  threshold: number;
  hasUncertainty: boolean;
  hasCounterfactuals: boolean;
  /** Memory used by the index, bytes. */
  memory: number;
}

/** A request for samples: which ones, and in which order. */
export interface SamplesQuery {
  filter: SampleFilter;
  sort: SampleSort;
  /** From 0. */
  page: number;
  limit: number;
  /** Instead of the page: these samples, in this order; unknown ids are omitted. */
  ids?: number[];
  /** Filter and sort as the predecessor does, and keep maps as recorded. For the compatibility API. */
  asPredecessor?: boolean;
}

/** The version of the records from which an answer was computed. */
export type Version = Pick<IndexSnapshot, 'generation' | 'revision' | 'bytesRead'>;

/** The scores and their version. */
export interface VersionedEvaluation extends Version {
  evaluation: Json<Evaluation>;
}

/** How far counts can be trusted under the threshold of the request; null if it gives none. */
export interface Trusted {
  atThreshold: AtThreshold | null;
}

/** What a job counts at each threshold, and its version. */
export type VersionedThresholds = Version & ThresholdCounts & { recorded: number };

/** The most frequent pairs, and the count of all pairs. */
export type ConfusionPage = Version & Trusted & Confusion;

/** A page of the matching samples. */
export interface SamplesPage extends Version, Trusted {
  /** Samples that match. */
  total: number;
  /** Those before the first one without a value to be sorted by, see `SampleOrder`. */
  valued: number;
  /** Number of samples of the job. */
  sampleCount: number;
  samples: Json<Sample[]>;
  /** Where the JSON of each sample ends in `samples`. */
  ends: number[];
  imagePaths: string[];
  /** Id of each sample, and the label that it is sorted by, see `labelInOrder`; -1 for none. */
  ids: number[];
  labels: number[];
  /** The value by which each sample is sorted, NaN for none; null where the order is not that of a number. */
  sortValues: number[] | null;
  /** The checksum of the recorded path of its original. */
  pictures: number[];
}

/** Samples by id. */
export interface SamplesAt {
  samples: Json<Sample[]>;
  /** The checksum of the recorded path of the original of each. */
  pictures: number[];
}

/** The number of matches of a filter, and the facet counts of its parts. */
export interface FacetsPage extends Version, Trusted, Omit<Facets, 'labels'> {
  /** Samples that match. */
  total: number;
  labels: Json<Named<Facets['labels'][number]>[]>;
}

/** The position of a sample among the matching samples. */
export interface Neighbours extends Version, Trusted {
  total: number;
  /** From 0; -1 if the sample does not match. */
  rank: number;
  /** Ids of the preceding and the following sample, null at the ends. */
  previous: number | null;
  next: number | null;
  /** The label of the sample that it is sorted by, see `labelInOrder`; -1 for none. */
  label: number;
}

/** Which of the pictures that a job records, originals and heatmaps, exist and are pictures. */
export interface PictureCheck extends Version {
  /** Pictures that do not exist. */
  missing: number;
  /**
   * Pictures that cannot be read: access is denied, the path leaves the job's directory, or the file is empty or no picture of a
   * supported format.
   */
  unreadable: number;
  /** Pictures that were checked, the two kinds above included. */
  checked: number;
  /** Pictures that the job records; null where only some were checked, because there are too many. */
  total: number | null;
}

/** The counts of a job, and the labels that occur with their names, ordered by id. */
export interface JobDescription extends Trusted, Omit<JobCounts, 'labels'> {
  revision: string;
  labels: Json<Named<LabelCounts>[]>;
}

/** The labels with saliency maps, and the numbers of samples that have one; the most first, then by id. */
export interface MappedLabels extends Version {
  /** Id of the first one, null if there is none. */
  first: number | null;
  labels: Json<Named<Pick<LabelCounts, 'maps'>>[]>;
}

/** The versions of the two jobs of a comparison. */
export interface ComparedVersions {
  a: Version;
  b: Version;
  /** Equal for equal content of both jobs and equal knowledge of their pictures. */
  state: string;
}

/** A request for compared samples. */
export interface ComparedPageQuery extends ComparedQuery {
  /** From 0. */
  page: number;
  limit: number;
  /** Instead of the page: the samples with these ids in A that match, in this order. */
  ids?: number[];
}

/** Samples as JSON. */
export interface SamplesJson {
  samples: Json<Sample[]>;
  /** Where the JSON of each sample ends in `samples`. */
  ends: number[];
  /** Paths of the originals. */
  imagePaths: string[];
}

/** Compared samples. */
export interface ComparedSamples {
  rows: ComparedRow[];
  /** The samples of the rows in A and in B. */
  samplesA: SamplesJson;
  samplesB: SamplesJson;
}

/** A page of the compared samples that match. */
export interface ComparedPage extends ComparedVersions, ComparedSamples {
  /** Samples that match, and all that are compared. */
  total: number;
  compared: number;
}
