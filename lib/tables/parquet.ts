import { ByteWriter, ParquetWriter, type SchemaElement } from 'hyparquet-writer';
import type { Batch, Column, ColumnType, TableWriter } from './table';

/** Rows that are encoded together; a file of a million has some sixty such groups. */
const GROUP_ROWS = 16_384;

const ELEMENT: Record<ColumnType, Pick<SchemaElement, 'type' | 'converted_type'>> = {
  integer: { type: 'INT32' },
  number: { type: 'DOUBLE' },
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  flag: { type: 'BOOLEAN' },
};

/**
 * Writes a table as Parquet, compressed with Snappy, group by group: it keeps the rows of one group, and of the others only where their
 * columns are (0.1 kB each). The units and descriptions of the columns are in the metadata of the file under `salient.columns`.
 */
export class ParquetTableWriter implements TableWriter {
  readonly #columns: readonly Column[];
  readonly #bytes = new ByteWriter();
  readonly #writer: ParquetWriter;
  #waiting: Batch;

  /** @param about what the table is of, for the metadata of the file, each under `salient.` and its name */
  constructor(columns: readonly Column[], about: Readonly<Record<string, string>>) {
    this.#columns = columns;
    this.#waiting = columns.map(() => []);
    const metadata = { ...about, columns: JSON.stringify(columns) };
    this.#writer = new ParquetWriter({
      writer: this.#bytes,
      schema: [
        { name: 'root', num_children: columns.length },
        ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENT[type] })),
      ],
      kvMetadata: Object.entries(metadata).map(([key, value]) => ({ key: `salient.${key}`, value })),
      createdBy: 'salient',
    });
  }

  add(batch: Batch): Uint8Array {
    for (const [k, cells] of batch.entries()) for (const cell of cells) this.#waiting[k].push(cell);
    while (this.#waiting[0].length >= GROUP_ROWS) this.#writeGroup();
    return this.#take();
  }

  end(): Uint8Array {
    if (this.#waiting[0].length > 0) this.#writeGroup();
    this.#writer.finish();
    return this.#take();
  }

  #writeGroup(): void {
    const group = this.#waiting.map((cells) => cells.slice(0, GROUP_ROWS));
    this.#waiting = this.#waiting.map((cells) => cells.slice(GROUP_ROWS));
    this.#writer.write({
      columnData: this.#columns.map(({ name }, k) => ({ name, data: group[k], offsetIndex: false })),
      rowGroupSize: GROUP_ROWS,
    });
  }

  /** What has been written since the last time. The writer goes on at the beginning of its memory. */
  #take(): Uint8Array {
    const bytes = this.#bytes.getBytes().slice();
    this.#bytes.index = 0;
    return bytes;
  }
}
