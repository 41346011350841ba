import { inARow } from '@/components/kit/in-a-row';
import { legendWords } from '@/components/map/legend-words';
import { REPORT_END, SAMPLE_END } from '@/lib/api/report';
import { isolated } from '@/lib/i18n/isolate';
import { colourTable, divergingTable } from '@/lib/image/colour-map';
import type { Display } from '@/lib/image/display';
import { SCRIPT, STYLE } from './assets';
import type { MapCounts } from './maps';
import { Html, html, listHtml, type Part, paragraph, type Section, sectionHtml } from './parts';
import type { Entry } from './samples';
import type { Words } from './words';

/* The page of a report: one file without anything outside of it. Its policy lets only its own style and script take effect. */

/** What a document says. */
export interface DocumentParts {
  title: string;
  facts: Html;
  /** What makes the numbers weak. */
  caveats: readonly Part[];
  /** Before and after the samples. */
  sections: readonly Section[];
  last: readonly Section[];
  entries: readonly Entry[];
}

/** How it was made. */
export interface DocumentOptions {
  display: Display;
  /** Milliseconds since 1970. */
  made: number;
  version: string;
}

/** Pictures side by side; more are put into further lines. */
const MAX_COLUMNS = 8;

/** The beginning of the document, up to the first sample. */
export async function documentStart(words: Words, parts: DocumentParts, options: DocumentOptions): Promise<Html> {
  const { t, locale, time } = words;
  const { title, entries, facts, caveats, sections, last } = parts;
  const columns = Math.min(
    MAX_COLUMNS,
    Math.max(
      2,
      ...entries.flatMap(({ strips }) =>
        strips.map(({ maps, counterfactual }) => maps.length + (counterfactual === null ? 1 : 2)),
      ),
    ),
  );
  const style = `${STYLE}:root{--columns:${columns}}`;
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src '${await hashOf(style)}'`,
    `script-src '${await hashOf(SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const contents = [...sections, { id: 'samples', title: t('report.samplesTitle') }, ...last];
  return html`<!DOCTYPE html>
<html lang="${locale === 'zh' ? 'zh-Hans' : 'en'}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Salient ${options.version}">
<title>${isolated(title)}</title>
<style>${new Html(style)}</style>
</head>
<body data-display="${JSON.stringify(options.display)}">
<header class="top">
<h1 dir="auto">${title}</h1>
<p class="note">${t('report.madeBy', { time: time(options.made), version: options.version })}</p>
</header>
<main>
${facts}
${
  caveats.length > 0 &&
  html`<section class="caveats"><h2>${t('report.caveats')}</h2>${listHtml(caveats)}</section>
`
}<nav aria-label="${t('report.contents')}">${listHtml(contents.map((section) => html`<a href="#${section.id}">${section.title}</a>`))}</nav>
${sections.map(sectionHtml)}<section id="samples">
<h2>${t('report.samplesTitle')}</h2>
${entries.length === 0 ? paragraph(t('saliency.noMatch'), 'note') : legendHtml(words, parts, options.display)}`;
}

/** The explanation of the maps, and the control of their opacity, which the script shows. */
function legendHtml(words: Words, { entries }: DocumentParts, display: Display): Html {
  const { t, inDisplay } = words;
  const maps = entries.flatMap(({ strips }) => strips.flatMap((strip) => strip.maps.flatMap(({ map }) => map ?? [])));
  const kinds = {
    signed: maps.some(({ range }) => range?.signed === true),
    unsigned: maps.some(({ range }) => range?.signed === false),
    unknown: maps.some(({ range }) => range === null),
  };
  const isDiverging = kinds.signed && display.sign === 'all';
  const isSequential = kinds.unsigned || kinds.unknown || (kinds.signed && !isDiverging);
  const sentences = legendWords(inDisplay, display, { kinds, hasSpeckled: true });
  return html`<div class="legend">
${isDiverging && rampHtml('signed', divergingTable(display.diverging), t('display.against'), t('display.for'))}${
  isSequential && rampHtml('sequential', colourTable(display.colour), t('display.weak'), t('display.strong'))
}<p class="note">${inARow(...sentences)}</p>
<p class="note" data-reading hidden>${t('report.reading')}</p>
<p class="note weak" data-altered hidden>${t('report.altered')}</p>
<p class="note weak" data-unscripted>${t('report.noScript')}</p>
</div>
<div class="controls" data-controls hidden><label>${t('display.blend')} <input type="range" min="0" max="100" value="${display.blend}" data-blend> <output data-blend-value>${display.blend} %</output></label></div>
`;
}

const STOPS = 16;

function rampHtml(id: string, table: Uint32Array, low: string, high: string): Html {
  const stops = Array.from({ length: STOPS + 1 }, (_, stop) => {
    const entry = table[Math.round((stop * (table.length - 1)) / STOPS)];
    const colour = `rgb(${entry & 0xff},${(entry >> 8) & 0xff},${(entry >> 16) & 0xff})`;
    return html`<stop offset="${stop / STOPS}" stop-color="${colour}"/>`;
  });
  return html`<span class="ramp"><span>${low}</span><svg aria-hidden="true" viewBox="0 0 160 10" width="160" height="10"><defs><linearGradient id="${id}">${stops}</linearGradient></defs><rect width="160" height="10" rx="2" fill="url(#${id})"/></svg><span>${high}</span></span>
`;
}

/** A sample with its rows of pictures. */
export function entryHtml({ head, foot }: Entry, strips: readonly Html[]): Html {
  return html`<article class="sample">
${head}
${strips}${foot}</article>${new Html(SAMPLE_END)}
`;
}

/** The end of the document, with what was shown of the maps. */
export function documentEnd(words: Words, { last, entries }: DocumentParts, counts: MapCounts): Html {
  const { t } = words;
  const faults = Object.entries(counts.faults) as [keyof MapCounts['faults'], number][];
  const shown = [
    t('report.mapsShown', { count: counts.shown }),
    counts.absent > 0 && t('report.mapsAbsent', { count: counts.absent }),
    ...faults.map(([fault, count]) => t('report.mapsFault', { count, fault: t(`cell.${fault}`) })),
    counts.originalFaults > 0 && t('report.originalsMissing', { count: counts.originalFaults }),
    counts.reduced > 0 && t('report.mapsReduced', { count: counts.reduced }),
  ].filter((part) => part !== false);
  return html`${entries.length > 0 && paragraph(shown.join(' · '), 'note')}</section>
${last.map(sectionHtml)}</main>
<script>${new Html(SCRIPT)}</script>
</body>
${new Html(REPORT_END)}
`;
}

/** The hash of a style or a script for a Content-Security-Policy. */
export async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return `sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}
