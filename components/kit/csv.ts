export type CsvCell = string | number | null;

/** Spreadsheets run a text that starts with one of these as a formula (OWASP, "CSV injection"). */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;
const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * Rows as comma-separated values (RFC 4180): lines end in CR LF, values with a comma, a quote or a line break are quoted.
 * Numbers have full precision; null is an empty cell. A text that a spreadsheet would interpret as a formula is prefixed with an
 * apostrophe. If there are non-ASCII characters, the output starts with a byte order mark, without which Excel guesses the encoding.
 */
export function csvOf(rows: readonly (readonly CsvCell[])[]): string {
  const text = rows.map((row) => `${row.map(cellText).join(',')}\r\n`).join('');
  return BEYOND_ASCII.test(text) ? `\ufeff${text}` : text;
}

function cellText(cell: CsvCell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
