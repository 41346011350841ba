export type CsvCell = string | number | null;

/** Texts that a spreadsheet would run as a formula begin with one of these (OWASP, "CSV injection"). */
const FORMULA = /^[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;
const BEYOND_ASCII = /[^\0-\x7f]/;

/**
 * Rows as comma-separated values (RFC 4180): lines end in CR LF, what holds a comma, a quote or a line break stands in quotes.
 * Numbers keep every digit; null is an empty cell. A text that a spreadsheet would take for a formula gets an apostrophe in
 * front. Where there is more than ASCII, the text begins with a byte order mark, without which Excel guesses the encoding.
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
