import type { Batch, Cell, Column, TableWriter } from './table';

export type CsvCell = string | number | null;

/** Spreadsheets run a text that starts with one of these as a formula (OWASP, "CSV injection"). */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;
const BEYOND_ASCII = /[^\0-\x7f]/;
const BYTE_ORDER_MARK = '\ufeff';

/**
 * Rows as comma-separated values (RFC 4180): lines end in CR LF, values with a comma, a quote or a line break are quoted.
 * Numbers have full precision; null is an empty cell. A text that a spreadsheet would interpret as a formula is prefixed with an
 * apostrophe. If there are non-ASCII characters, the output starts with a byte order mark, without which Excel guesses the encoding.
 */
export function csvOf(rows: readonly (readonly CsvCell[])[]): string {
  const text = rows.map(lineOf).join('');
  return BEYOND_ASCII.test(text) ? `${BYTE_ORDER_MARK}${text}` : text;
}

function lineOf(cells: readonly Cell[]): string {
  return `${cells.map(cellText).join(',')}\r\n`;
}

function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Writes a table as `csvOf` does, with a line of column names. It always starts with a byte order mark: whether there will be
 * non-ASCII characters is not known when the first line is sent. Flags are `true` and `false`.
 */
export class CsvWriter implements TableWriter {
  readonly #encoder = new TextEncoder();
  #head: string;

  constructor(columns: readonly Column[]) {
    this.#head = BYTE_ORDER_MARK + lineOf(columns.map(({ name }) => name));
  }

  add(batch: Batch): Uint8Array {
    const parts = [this.#head];
    this.#head = '';
    for (let row = 0; row < batch[0].length; row++) parts.push(lineOf(batch.map((cells) => cells[row])));
    return this.#encoder.encode(parts.join(''));
  }

  end(): Uint8Array {
    return this.#encoder.encode(this.#head);
  }
}
