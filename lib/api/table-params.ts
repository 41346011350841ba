import { createParser, parseAsArrayOf, parseAsFloat, parseAsInteger, parseAsString } from 'nuqs/server';

/* The state of the views that are sorted tables, evaluation and confusion, as it stands in the address. */

/** What a table is sorted by: a column, by its id. */
export interface Sort {
  by: string;
  desc: boolean;
}

/** A sort as the id of its column, a minus in front where it is descending. */
const parseAsSort = createParser<Sort>({
  parse: (text) => {
    const match = /^(-?)(\w+)$/.exec(text);
    return match && { by: match[2], desc: match[1] === '-' };
  },
  serialize: ({ by, desc }) => `${desc ? '-' : ''}${by}`,
  eq: (a, b) => a.by === b.by && a.desc === b.desc,
});

export const evaluationParams = {
  /** How much each metric counts; none given is equal. */
  w: parseAsArrayOf(parseAsFloat).withDefault([]),
  /** Number of the explainer that the metrics are sorted by; as recorded without. */
  rows: parseAsSort,
  /** Number of the metric that the explainers are sorted by, or `composite`; as recorded without. */
  cols: parseAsSort,
  /** The metric whose scores by label are shown, the first that has any without; or the explainer instead. */
  metric: parseAsInteger,
  explainer: parseAsInteger,
  /** What the labels are sorted by: `label`, `samples`, or the number of a column. */
  sort: parseAsSort.withDefault({ by: 'samples', desc: true }),
  /** What the names of the labels shown must hold. */
  q: parseAsString.withDefault(''),
};

export const confusionParams = {
  /** What the labels are sorted by: `label`, `samples`, `TP`, `FN`, `FP`, `precision` or `recall`. */
  sort: parseAsSort.withDefault({ by: 'samples', desc: true }),
  /** What the list of pairs is sorted by: `truth`, `predicted`, `samples` or `share`. */
  pairs: parseAsSort.withDefault({ by: 'samples', desc: true }),
  /** What the names of the labels shown must hold. */
  q: parseAsString.withDefault(''),
};
