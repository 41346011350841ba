import type { WritableStorage } from '../storage/storage';
import { hasFacts, readHeader } from './survey-block';
import { SurveyFile } from './survey-file';
import type { Failure } from './survey-sample';
import { SurveyTable } from './survey-table';

/** Failures that are named. */
const MAX_FAILURES = 20;

/** The survey of a job: what has been counted from its maps, in memory and in a file. */
export class Survey {
  /** The first maps that could not be read, in this session. */
  readonly failures: Failure[] = [];

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
   * Adds a block that a reading thread made.
   *
   * @throws StorageError if it cannot be written
   */
  async add(block: Uint8Array<ArrayBuffer>, failures: readonly Failure[]): Promise<void> {
    const layout = readHeader(block, this.generation);
    if (layout === null || !hasFacts(block, layout)) throw new Error('A block of the survey is not what was made.');
    await this.file.append(block, layout);
    this.table.add(block, layout, false);
    for (const failure of failures) if (this.failures.length < MAX_FAILURES) this.failures.push(failure);
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}
