import type { PictureMarks, SamplePicture } from '../job/sample-picture';
import { inSlices } from '../slices';
import type { WritableStorage } from '../storage/storage';
import { PictureHashes } from './picture-hashes';

/** The hashes of a job's pictures were closed while they were used. */
export class PicturesClosedError extends Error {
  override readonly name = 'PicturesClosedError';
  constructor() {
    super('The picture hashes of this job were closed; ask again.');
  }
}

/** The part of the survey thread that hashes originals. */
export class PictureService {
  readonly #jobs = new Map<string, Promise<PictureHashes>>();

  constructor(protected readonly storage: WritableStorage) {}

  /** Opens the hashes of a job in the file at `path`. Throws StorageError if that cannot be read. */
  async openPictures(job: string, path: string, generation: string): Promise<void> {
    const opened = PictureHashes.open(this.storage, path, generation);
    this.#jobs.set(job, opened);
    opened.catch(() => this.#jobs.delete(job));
    await opened;
  }

  async closePictures(job: string): Promise<void> {
    this.#jobs.delete(job);
  }

  #hashesOf(job: string): Promise<PictureHashes> {
    const hashes = this.#jobs.get(job);
    if (!hashes) throw new PicturesClosedError();
    return hashes;
  }

  /** The samples whose pictures are still to be hashed. */
  async missingPictures(job: string, marks: PictureMarks): Promise<Int32Array> {
    return inSlices((await this.#hashesOf(job)).missing(marks));
  }

  /** Hashes the pictures of samples below `root`. Throws StorageError if the hashes cannot be kept. */
  async hashPictures(job: string, root: string, pictures: readonly SamplePicture[]): Promise<void> {
    await (await this.#hashesOf(job)).add(root, pictures);
  }

  /** The hashes of pictures, see `PictureHashes.of`. */
  async pictureHashes(job: string, marks: PictureMarks): Promise<BigUint64Array> {
    return inSlices((await this.#hashesOf(job)).of(marks));
  }
}
