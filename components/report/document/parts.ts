import { Html, html, nameHtml, type Part } from './html';

/* Parts that the sections of a report are built of. */

/** A section with its heading, to which the contents link. */
export interface Section {
  id: string;
  title: string;
  content: Html;
}

export const sectionHtml = ({ id, title, content }: Section): Html => html`<section id="${id}">
<h2>${title}</h2>
${content}
</section>
`;

/** Pairs of a term and what is said of it; those without anything are left out. */
export function factsHtml(facts: readonly (readonly [term: string, fact: Part])[]): Html {
  const shown = facts.filter(([, fact]) => fact !== null && fact !== undefined && fact !== false && fact !== '');
  return html`<dl class="facts">${shown.map(([term, fact]) => html`<div><dt>${term}</dt><dd>${fact}</dd></div>`)}</dl>`;
}

interface Table {
  caption: string;
  /** The first one is of the row headings. */
  columns: readonly Part[];
  rows: readonly { heading: Part; cells: readonly Part[] }[];
}

/** A table with numbers, which scrolls sideways where it has no room. */
export function tableHtml({ caption, columns, rows }: Table): Html {
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table>
<caption class="hidden">${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${rows.map(
    ({ heading, cells }) =>
      html`<tr><th scope="row">${heading}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>
`,
  )}</tbody>
</table></div>
`;
}

export const paragraph = (text: Part, look = ''): Html => html`<p class="${look}">${text}</p>
`;

/** A list with an item for each text; nothing for none. */
export const listHtml = (items: readonly Part[], look = ''): Part =>
  items.length > 0 &&
  html`<ul class="${look}">${items.map((item) => html`<li>${item}</li>`)}</ul>
`;

/** A prediction type in its colour. */
export const typeHtml = (type: 'TP' | 'FN' | 'FP' | null): Part =>
  type !== null && html`<b class="type ${type.toLowerCase()}">${type}</b> `;

/** A text over several lines, as somebody wrote it. */
export const proseHtml = (text: string): Html => html`<span class="prose" dir="auto">${text}</span>`;

/** Names with commas between them. */
export const namesHtml = (names: readonly string[]): Part => names.map((name, k) => [k > 0 && ', ', nameHtml(name)]);

const LONG = 160;

/** A name that is shortened if it would fill the page. */
export const short = (name: string): string => (name.length > LONG ? `${name.slice(0, LONG)}…` : name);

export { Html, html, nameHtml, type Part };
