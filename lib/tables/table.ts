/* Tables that are written to files: what one is made of. */

/**
 * The type of a column. `integer`: 32 bits with a sign. `number`: a double. Every cell may be null, which means that it is not recorded,
 * not known or not defined.
 */
export type ColumnType = 'integer' | 'number' | 'text' | 'flag';

export interface Column {
  /** Lower case, with underscores, unless it begins with the name of an explainer. */
  name: string;
  type: ColumnType;
  /** What a number counts or measures, for example `probability`; null for texts and ids. */
  unit: string | null;
  description: string;
}

export type Cell = string | number | boolean | null;

/** Some rows of a table by column: for each column its cells, all equally many. */
export type Batch = Cell[][];

/** What writes a table to a file, in parts. */
export interface TableWriter {
  /** Adds rows; returns the bytes that are ready, which may be none. */
  add(batch: Batch): Uint8Array;
  /** The rest of the file. */
  end(): Uint8Array;
}
