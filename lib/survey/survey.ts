import type { WritableStorage } from '../storage/storage';
import type { ReadBlock } from './map-reader';
import { type BlockLayout, BlockWords, hasFacts, readHeader } from './survey-block';
import { SurveyFile } from './survey-file';
import type { Failure } from './survey-sample';
import { SurveyTable } from './survey-table';

/** Failures that are named. */
const MAX_FAILURES = 20;

/** The survey of a job: what has been counted from its maps, in memory and in a file. */
export class Survey {
  /** The first maps that could not be read, in this session. */
  readonly failures: Failure[] = [];
  /** Resolves when the blocks that were begun so far have been added. */
  #begun: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly file: SurveyFile,
    readonly table: SurveyTable,
    readonly generation: string,
  ) {}

  /**
   * Opens the survey at `path`; what is not there yet is empty.
   *
   * @throws StorageError if the file cannot be read
   */
  static async open(storage: WritableStorage, path: string, generation: string): Promise<Survey> {
    const table = new SurveyTable();
    const file = await SurveyFile.open(storage, path, generation, (facts, layout, share) => {
      table.add(facts, layout, true);
      table.expect(share);
    });
    table.trim();
    return new Survey(file, table, generation);
  }

  /**
   * Adds blocks once they are made, after those that were begun before: so the same maps, read in the same order, always make the same file.
   *
   * @throws StorageError if they cannot be written, and what rejects `making`
   */
  add(making: Promise<readonly ReadBlock[]>): Promise<void> {
    making.catch(() => {}); // it may be rejected before its turn
    const adding = this.#begun.then(async () => {
      for (const { block, failures } of await making) {
        await this.#append(block, this.#layoutOf(block), false);
        for (const failure of failures) if (this.failures.length < MAX_FAILURES) this.failures.push(failure);
      }
    });
    this.#begun = adding.catch(() => {});
    return adding;
  }

  /**
   * Adds a block that was made elsewhere, unless all of its samples have been surveyed. Those with unreadable maps are left out, to be read again.
   *
   * @throws StorageError if it cannot be written
   */
  async addMade(block: Uint8Array<ArrayBuffer>): Promise<void> {
    const layout = this.#layoutOf(block);
    const { integers, samples } = new BlockWords(block, layout);
    const isKnown = (_: unknown, k: number) =>
      this.table.isSurveyed(
        integers[samples + k * BlockWords.sample],
        integers[samples + k * BlockWords.sample + 1] >>> 0,
      );
    if (!Array.from({ length: layout.sampleCount }).every(isKnown)) await this.#append(block, layout, true);
  }

  #layoutOf(block: Uint8Array): BlockLayout {
    const layout = readHeader(block, this.generation);
    if (layout === null || !hasFacts(block, layout)) throw new Error('A block of the survey is not what was made.');
    return layout;
  }

  async #append(block: Uint8Array<ArrayBuffer>, layout: BlockLayout, isStored: boolean): Promise<void> {
    await this.file.append(block, layout);
    this.table.add(block, layout, isStored);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
