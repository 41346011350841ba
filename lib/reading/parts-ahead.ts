import type { StoredFile } from '../storage/storage';

/** Parts that are requested before it is their turn, and bytes of them. */
const PARTS = 16;
const BYTES = 16 * 2 ** 20;

/** Of each part, so many bytes are requested at most. */
const BYTES_OF_PART = 8 * 2 ** 20;

/** A file that will be read from a position to its end. */
export interface ExpectedFile {
  file: Pick<StoredFile, 'readAhead'>;
  position: number;
  /** Bytes from there on. */
  length: number;
}

/**
 * Lets a storage that takes long to answer begin with the next files while one is read: otherwise each of hundreds of short parts would be waited
 * for.
 */
export class PartsAhead {
  readonly #files: readonly ExpectedFile[];
  /** The first file that is not requested yet, and the one that is read. */
  #next = 0;
  #current = 0;
  /** Bytes of the files from `#current` up to `#next`. */
  #bytes = 0;

  /** @param files in the order in which they are read */
  constructor(files: readonly ExpectedFile[]) {
    this.#files = files;
  }

  /** Requests the file that is read now, if it has not been, and those after it. Does not wait for them. */
  from(index: number): void {
    for (; this.#current < index; this.#current++) this.#bytes -= shareOf(this.#files[this.#current]);
    for (; this.#next < Math.min(index + PARTS, this.#files.length); this.#next++) {
      const { file, position, length } = this.#files[this.#next];
      if (this.#next > index && this.#bytes + shareOf({ length }) > BYTES) return;
      this.#bytes += shareOf({ length });
      void file.readAhead?.(position).catch(() => {}); // whoever reads the file gets the error
    }
  }
}

function shareOf({ length }: Pick<ExpectedFile, 'length'>): number {
  return Math.min(length, BYTES_OF_PART);
}
