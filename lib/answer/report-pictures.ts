import 'server-only';
import { ApiError, type ApiProblemCode } from '../api/problem';
import type { PictureFault, PictureOrFault } from '../api/report';
import type { SampleJson } from '../api/sample-answers';
import type { SmallPicture } from '../image/small-picture';
import type { ExplainManager } from '../manager/explain-manager';
import { USES } from './picture-limits';
import type { Asker } from './picture-maker';
import { maker, recorded } from './pictures';

/*
 * The pictures of a report. Together they take at most 10 MB, however many there are, so that the report stays below 15 MB: in it they are
 * Base64, which takes a third more.
 */

/** Bytes of all maps and of all originals of a report. */
const MAPS_BYTES = 8_400_000;
const ORIGINALS_BYTES = 1_600_000;

/** Bytes that every picture gets, however much the others take: a map of 56 × 56 pixels of noise. */
const LEAST_BYTES = 3_500;

/** How many times its even share a picture may take: most take less, so that speckled maps can keep their pixels. */
const GENEROSITY = 3;

/** Divides bytes among pictures. */
class Budget {
  /** @param pictures that are still to be made */
  constructor(
    private bytes: number,
    private pictures: number,
  ) {}

  /** Runs `make` with the bytes that the next picture may take; what it does not take is left to others. */
  async during<T extends { content: Uint8Array }>(make: (maxBytes: number) => Promise<T>): Promise<T> {
    const share = (GENEROSITY * this.bytes) / this.pictures;
    this.pictures--;
    const reserved = Math.floor(Math.min(share, this.bytes - this.pictures * LEAST_BYTES));
    this.bytes -= reserved;
    let taken = 0;
    try {
      const made = await make(reserved);
      taken = made.content.length;
      return made;
    } finally {
      this.bytes += reserved - taken;
    }
  }
}

/** The codes of problems that are those of a picture: the report says that it cannot be shown, and goes on. */
const FAULTS: Partial<Record<string, PictureFault>> = {
  'picture-missing': 'missing',
  'picture-forbidden': 'forbidden',
  'picture-outside': 'outside',
  'picture-undecodable': 'broken',
  unreadable: 'broken',
  'store-unavailable': 'store',
  'store-refused': 'refused',
} satisfies Partial<Record<ApiProblemCode, PictureFault>>;

/** Makes the pictures of a report, in turn with those of everybody else. */
export class ReportPictures {
  readonly #maps: Budget;
  readonly #originals: Budget;

  /**
   * @param counts how many pictures the report has at most
   * @param signal is aborted when the asker leaves; what has not begun is skipped then
   */
  constructor(
    readonly manager: ExplainManager,
    counts: { originals: number; maps: number },
    readonly signal: AbortSignal,
  ) {
    this.#maps = new Budget(MAPS_BYTES, counts.maps);
    this.#originals = new Budget(ORIGINALS_BYTES, counts.originals);
  }

  /** The original of a sample of a job. */
  original(key: string, { id, imagePath }: SampleJson): Promise<PictureOrFault> {
    return this.#orFault(async () => {
      const picture = await recorded(this.manager, key, imagePath, `The original of sample ${id}`);
      return this.#originals.during((maxBytes) =>
        maker().make(picture, USES.reportOriginal, this.#asker(key), async (call, read) =>
          call('reportOriginal', await read(), maxBytes),
        ),
      );
    });
  }

  /** A saliency map of a job. */
  map(key: string, path: string): Promise<PictureOrFault> {
    return this.#orFault(async () => {
      const picture = await recorded(this.manager, key, path, 'The saliency map');
      return this.#maps.during((maxBytes) =>
        maker().make(picture, USES.reportMap, this.#asker(key), async (call, read) =>
          call('reportMap', await read(), maxBytes),
        ),
      );
    });
  }

  #asker(job: string): Asker {
    return { job, isWaiting: () => !this.signal.aborted };
  }

  async #orFault(make: () => Promise<SmallPicture>): Promise<PictureOrFault> {
    try {
      return await make();
    } catch (error) {
      const fault = error instanceof ApiError ? FAULTS[error.problem.code] : undefined;
      if (fault !== undefined) return { fault };
      throw error;
    }
  }
}
