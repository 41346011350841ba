import { createParser, parseAsInteger } from 'nuqs/server';
import { formatIds, parseIds } from './id-list';
import { type ExplainerRegion, formatRegion, parseRegion } from './region';
import { formatThreshold, parseThreshold } from './threshold';

/* Parsers of values in the query strings of the views. */

/** A closed interval, for example `0.25~0.75`. */
export const parseAsRange = createParser<readonly [number, number]>({
  parse: (text) => {
    const [min, max, ...more] = text.split('~').map((end) => (end === '' ? Number.NaN : Number(end)));
    return more.length === 0 && min <= max ? [min, max] : null;
  },
  serialize: (range) => range.join('~'),
  eq: (a, b) => a[0] === b[0] && a[1] === b[1],
});

/** A threshold, for example `.37`. */
export const parseAsThreshold = createParser<number>({ parse: parseThreshold, serialize: formatThreshold });

/** The id of a predicted label, or `none` if no label reached the threshold. */
export const parseAsPrediction = createParser<number | 'none'>({
  parse: (text) => (text === 'none' ? text : parseAsInteger.parse(text)),
  serialize: String,
});

/** An explainer: its index, as the pages write it, or its name, as in the API. */
export const parseAsExplainer = createParser<number | string>({
  parse: (text) => (/^\d+$/.test(text) ? Number(text) : text || null),
  serialize: String,
});

/** A width in pixels, or `fit`. */
export const parseAsSize = createParser<number | 'fit'>({
  parse: (text) => (text === 'fit' ? text : parseAsInteger.parse(text)),
  serialize: String,
});

/** A region of the picture for the maps of an explainer, for example `2~0~4~8~16`. */
export const parseAsRegion = createParser<ExplainerRegion>({
  parse: parseRegion,
  serialize: formatRegion,
  eq: (a, b) => formatRegion(a) === formatRegion(b),
});

/** Sample ids, for example `3,7-9`. */
export const parseAsIds = createParser<number[]>({
  parse: parseIds,
  serialize: formatIds,
  eq: (a, b) => formatIds(a) === formatIds(b),
});
