/** The tables of a job that can be exported. */
export const TABLES = ['samples', 'labels', 'maps', 'agreement', 'pairs', 'marks'] as const;
export type TableName = (typeof TABLES)[number];

/** The formats of tables; also the endings of their files. */
export const TABLE_FORMATS = ['csv', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** The media type of each format. */
export const TABLE_TYPES: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8; header=present',
  parquet: 'application/vnd.apache.parquet',
};

/** The media type of a table that is sent with its progress, see `TableFrames`. */
export const FRAMES_TYPE = 'application/x-salient-table';
