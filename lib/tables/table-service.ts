import { CsvWriter } from './csv';
import { ParquetTableWriter } from './parquet';
import type { Batch, Column, TableWriter } from './table';

/** The formats of tables; also the endings of their files. */
export type TableFormat = 'csv' | 'parquet';

/** Writes one table: the body of its thread. `begin` is called first, `end` last. */
export class TableService {
  #writer: TableWriter | null = null;

  async begin(format: TableFormat, columns: readonly Column[], about: Readonly<Record<string, string>>): Promise<void> {
    this.#writer = format === 'csv' ? new CsvWriter(columns) : new ParquetTableWriter(columns, about);
  }

  async add(batch: Batch): Promise<Uint8Array> {
    return this.#begun.add(batch);
  }

  async end(): Promise<Uint8Array> {
    return this.#begun.end();
  }

  get #begun(): TableWriter {
    if (this.#writer === null) throw new Error('The table was not begun.');
    return this.#writer;
  }
}
