import { createParser, parseAsArrayOf, parseAsFloat, parseAsInteger, parseAsString } from 'nuqs/server';

/* The state of the table views, evaluation and confusion, in the query string of their URLs. */

/** The sort order of a table, by the id of a column. */
export interface Sort {
  by: string;
  desc: boolean;
}

/** A sort order as the id of its column, with a minus in front if it is descending. */
const parseAsSort = createParser<Sort>({
  parse: (text) => {
    const match = /^(-?)(\w+)$/.exec(text);
    return match && { by: match[2], desc: match[1] === '-' };
  },
  serialize: ({ by, desc }) => `${desc ? '-' : ''}${by}`,
  eq: (a, b) => a.by === b.by && a.desc === b.desc,
});

export const evaluationParams = {
  /** The weight of each metric; empty for equal weights. */
  w: parseAsArrayOf(parseAsFloat).withDefault([]),
  /** Number of the explainer by whose scores the metrics are sorted; null for recorded order. */
  rows: parseAsSort,
  /** Number of the metric by whose scores the explainers are sorted, or `composite`; null for recorded order. */
  cols: parseAsSort,
  /** The metric whose scores by label are shown, null for the first that has any; or an explainer instead. */
  metric: parseAsInteger,
  explainer: parseAsInteger,
  /** Sort order of the labels: `label`, `samples`, or the number of a column. */
  sort: parseAsSort.withDefault({ by: 'samples', desc: true }),
  /** Text that the names of the shown labels contain. */
  q: parseAsString.withDefault(''),
};

export const confusionParams = {
  /** Sort order of the labels: `label`, `samples`, `TP`, `FN`, `FP`, `precision` or `recall`. */
  sort: parseAsSort.withDefault({ by: 'samples', desc: true }),
  /** Sort order of the list of pairs: `truth`, `predicted`, `samples` or `share`. */
  pairs: parseAsSort.withDefault({ by: 'samples', desc: true }),
  /** Text that the names of the shown labels contain. */
  q: parseAsString.withDefault(''),
};
