/*
 * HTML as text. Everything that is put into a template is escaped, unless it is HTML itself, so that no name, note or message can become
 * markup.
 */

/** Text that is HTML. Only `html` makes it. */
export class Html {
  constructor(readonly text: string) {}
}

/** What can be put into a template; null, undefined and false are nothing, and lists are joined. */
export type Part = Html | string | number | null | undefined | false | readonly Part[];

/** Control characters but tab and line feed, and what is no character: browsers drop or replace them, each in its own way. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is replaced
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/g;

/** A text that is no markup, as content or as an attribute in quotes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`).replace(CONTROLS, '\ufffd');
}

/** HTML from a template. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings.map((text, k) => text + (k < parts.length ? textOf(parts[k]) : '')).join(''));
}

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (Array.isArray(part)) return part.map(textOf).join('');
  return escaped(String(part));
}

/** A name that somebody else has chosen: its direction of writing does not leave it. */
export const nameHtml = (name: string): Html => html`<bdi>${name}</bdi>`;
