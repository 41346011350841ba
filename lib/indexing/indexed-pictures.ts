import { pause, systemClock } from '../clock';
import { sampleMark } from '../job/mapped-pairs';
import { hashesByRow } from '../job/match-samples';
import { type PreviewSample, previewRows } from '../job/preview';
import { draftPictures } from '../job/sample';
import { type PictureMarks, pictureMarks, type SamplePicture } from '../job/sample-picture';
import { readPictures, readSamples } from '../reading/stored-records';
import { inSlices } from '../slices';
import type { Storage } from '../storage/storage';
import type { EventFileFollower } from './event-file-follower';
import type { PictureCheck, Version } from './index-answers';
import { versionOf } from './index-snapshot';
import { RecordedPictures, rowsToCheck } from './picture-check';

/** A check of pictures pauses this long after each batch of samples, milliseconds: it has the lowest priority. */
const PAUSE_MS = 1;

/** The pictures that a job records: which samples have which, what their hashes are, and whether the files exist. */
export class IndexedPictures {
  readonly #follower: EventFileFollower;
  readonly #storage: Storage;
  /** The hashes of the originals by row; rows that were read later have none. */
  #hashes: { generation: string; revision: string; hashes: BigUint64Array } | null = null;

  constructor(follower: EventFileFollower, storage: Storage) {
    this.#follower = follower;
    this.#storage = storage;
  }

  /** The shown samples with their marks, whose originals are to be hashed. */
  async marks(): Promise<Version & PictureMarks> {
    return this.#follower.fromColumns(async (reader) => ({
      ...versionOf(reader),
      ...(await inSlices(pictureMarks(reader.job))),
    }));
  }

  /** The originals of samples. Null if the event file was replaced. */
  async originals(generation: string, ids: readonly number[]): Promise<SamplePicture[] | null> {
    return this.#follower.consistently(async (reader) => {
      const { job, file } = reader;
      if (versionOf(reader).generation !== generation) return null;
      const rows = ids.map((id) => job.rowOf(id)).filter((row) => row !== -1 && job.isShown(row));
      const drafts = rows.map((row) => draftPictures(job, row));
      const marks = rows.map((row) => sampleMark(job, row));
      return readPictures(file, drafts, marks);
    });
  }

  /** Whether the hashes of the originals are known of everything that has been read. */
  hasHashes(): boolean {
    return this.#hashes?.revision === versionOf(this.#follower.current).revision;
  }

  /** Keeps the hashes of the originals that had been read at `revision`. */
  async setHashes(generation: string, revision: string, ids: Int32Array, hashes: BigUint64Array): Promise<void> {
    await this.#follower.fromColumns(async (reader) => {
      if (versionOf(reader).generation !== generation) return;
      const byRow = await inSlices(hashesByRow(reader.job, ids, hashes));
      this.#hashes = { generation, revision, hashes: byRow };
    });
  }

  /** The hashes of the originals by row, and the revision that they were made of; null where they are not known. */
  hashesOf({ generation }: Version): { revision: string; hashes: BigUint64Array } | null {
    return this.#hashes?.generation === generation ? this.#hashes : null;
  }

  /** The samples of the job's preview: of different labels if possible. */
  async preview(): Promise<PreviewSample[]> {
    return this.#follower.consistently(async ({ job, file }) => {
      const drafts = previewRows(job).map((row) => draftPictures(job, row));
      return readSamples(job, file, drafts, ({ id, imagePath }) => ({ id, imagePath }));
    });
  }

  /**
   * Checks which of the recorded pictures exist. Takes seconds for a large job, in steps of a few milliseconds with pauses.
   *
   * @param directory the job's directory
   * @param linked where its data directory is, if that is a link
   * @returns null if the event file was replaced meanwhile
   * @throws StorageError if `directory` cannot be resolved
   */
  async check(directory: string, linked?: string): Promise<PictureCheck | null> {
    const version = versionOf(this.#follower.current);
    const { length } = this.#follower.current.job.samples;
    const pictures = new RecordedPictures();
    let rowsChecked = 0;
    for (const rows of rowsToCheck(this.#follower.current.job)) {
      const samples = await this.#follower.consistently(async (reader) => {
        if (versionOf(reader).generation !== version.generation) return null;
        const { job, file } = reader;
        const drafts = rows.filter((row) => job.isShown(row)).map((row) => draftPictures(job, row));
        return readSamples(job, file, drafts, ({ imagePath, maps }) => [imagePath, ...maps.map(({ path }) => path)]);
      });
      if (samples === null) return null;
      for (const path of samples.flat()) pictures.add(path);
      rowsChecked += rows.length;
      await pause(systemClock, PAUSE_MS);
    }
    const found = await pictures.check(this.#storage, directory, linked);
    const checked = pictures.count;
    return { ...version, ...found, checked, total: rowsChecked >= length ? checked : null };
  }
}
