/* Limits and choices of marks, notes and views. Without schemas, so that the browser can import it. */

/** Colours of marks, by name; `components/marks/colours.css` has their values in both themes. */
export const MARK_COLOURS = ['red', 'orange', 'yellow', 'green', 'teal', 'blue', 'purple', 'pink', 'grey'] as const;
export type MarkColour = (typeof MARK_COLOURS)[number];

export const MAX_MARK_NAME = 40;
export const MAX_NOTE = 4_000;
export const MAX_VIEW_NAME = 120;
export const MAX_VIEW_ADDRESS = 7_500;
/** Samples that a request lists; a filter has no limit. */
export const MAX_MARKED_IDS = 100_000;

/** Bytes of a request about marks, and of an import. */
export const MAX_BODY_BYTES = 2 * 2 ** 20;
export const MAX_IMPORT_BYTES = 64 * 2 ** 20;

/** What shows anything: neither space, nor a control, nor one of the characters that are drawn as nothing, such as U+200B and U+3164. */
const VISIBLE = /[^\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cf}\p{Z}\u2800]/u;

/** Whether there is anything to see of a name. */
export function isVisible(name: string): boolean {
  return VISIBLE.test(name);
}

/** The name of a mark as it is stored; null if it cannot be one: a comma separates names in addresses. */
export function markNameOf(text: string): string | null {
  const name = text.normalize('NFC').trim().replace(/\s+/g, ' ');
  if (!isVisible(name)) return null;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be in a name
  return name.length > MAX_MARK_NAME || /[,\u0000-\u001f\u007f]/.test(name) ? null : name;
}

/** The names of marks in an address, with commas between them; null if one cannot be a name. */
export function parseMarks(text: string): string[] | null {
  const names = text.split(',').map(markNameOf);
  return names.every((name) => name !== null) ? [...new Set(names)] : null;
}

/** Whether a text is an address of this server: a path, and perhaps a query. */
export function isOwnAddress(text: string): boolean {
  return text.length <= MAX_VIEW_ADDRESS && /^\/(?![/\\])[^\s#\\]*$/.test(text);
}
