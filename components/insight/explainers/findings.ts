import type { AgreementAnswer, ExplainersAnswer } from '@/lib/api/insight-answers';
import { cloneMeasure } from '../clones';

export type Explainer = ExplainersAnswer['explainers'][number];

/** What a sentence about an explainer says, with the numbers that it repeats. */
export type Finding =
  | { kind: 'clone'; other: string; measure: 'rho' | 'overlap'; mean: number; shuffled: number }
  | { kind: 'labelBlind'; rho: number }
  | { kind: 'sharedAnyway'; other: string; mean: number; shuffled: number }
  | { kind: 'mostInside' | 'besideBoxes'; lift: number }
  | { kind: 'movesMost'; rho: number }
  | { kind: 'alone'; mean: number; shuffled: number }
  | { kind: 'agreesLeast'; lift: number; hasClone: boolean }
  | { kind: 'offBorder' | 'onBorder'; border: number }
  | { kind: 'agrees'; lift: number };

/** From this rank correlation between the maps of two labels on, maps hardly depend on the label. */
export const LABEL_BLIND = 0.85;
/** Shared mass from which "but with other pictures' maps too" is worth saying, and the lift up to which it is true. */
export const SHARED = 0.75;
export const HARDLY_ABOVE = 0.1;
/** Agreement lift up to which an explainer agrees with the others no more than by chance. */
export const NO_LIFT = 0.02;
/** Masses on the border below and above which it is mentioned; its area is .4375. */
export const OFF_BORDER = 0.25;
export const ON_BORDER = 0.55;
/** An explainer is first or last of all only by more than this (ρ, lift) from the next: less is noise. */
export const LEAD = 0.05;
/** Fewer values than this are not put into a sentence. */
export const LEAST_N = 5;
/** Sentences about an explainer. */
const MOST = 2;

/**
 * The most telling findings about an explainer, at most two; they only repeat its numbers. `all` are the explainers it is compared with,
 * `pairs` the agreement of each two.
 */
export function findingsOf(
  explainer: Explainer,
  all: readonly Explainer[],
  pairs: AgreementAnswer['pairs'],
): Finding[] {
  const { name, agreement, border, maps } = explainer;
  const found: Finding[] = [];
  const own = pairs
    .filter(({ a, b }) => a === name || b === name)
    .map((pair) => ({ pair, other: pair.a === name ? pair.b : pair.a, shared: pair.overlap }))
    .sort((p, q) => (q.shared.mean ?? 0) - (p.shared.mean ?? 0));

  for (const { pair, other } of own) {
    const measure = cloneMeasure(pair);
    const { mean = null, shuffled = null, n = 0 } = measure ? pair[measure] : {};
    if (measure && mean !== null && shuffled !== null && n >= LEAST_N)
      found.push({ kind: 'clone', other, measure, mean, shuffled });
  }
  const rho = contrastOf(explainer);
  if (rho !== null && rho >= LABEL_BLIND) found.push({ kind: 'labelBlind', rho });
  const [nearest] = own;
  if (nearest && cloneMeasure(nearest.pair) === null) {
    const { n, mean, shuffled, lift } = nearest.shared;
    if (n >= LEAST_N && mean !== null && shuffled !== null && lift !== null && mean >= SHARED && lift < HARDLY_ABOVE)
      found.push({ kind: 'sharedAnyway', other: nearest.other, mean, shuffled });
  }
  const inside = evidenceOf(explainer);
  if (inside !== null && inside < 1) found.push({ kind: 'besideBoxes', lift: inside });
  else if (inside !== null && isExtreme(inside, all.map(evidenceOf), Math.max))
    found.push({ kind: 'mostInside', lift: inside });
  if (rho !== null && rho < LABEL_BLIND && isExtreme(rho, all.map(contrastOf), Math.min))
    found.push({ kind: 'movesMost', rho });
  const { mean, shuffled } = agreement.rho;
  const lift = liftOf(explainer);
  if (lift !== null && lift <= NO_LIFT && mean !== null && shuffled !== null)
    found.push({ kind: 'alone', mean, shuffled });
  else if (lift !== null && isExtreme(lift, all.map(liftOf), Math.min))
    found.push({ kind: 'agreesLeast', lift, hasClone: hasClone(name, pairs) });
  if (maps >= LEAST_N && border.mean !== null) {
    if (border.mean <= OFF_BORDER) found.push({ kind: 'offBorder', border: border.mean });
    if (border.mean >= ON_BORDER) found.push({ kind: 'onBorder', border: border.mean });
  }
  if (found.length === 0 && lift !== null) found.push({ kind: 'agrees', lift });
  return found.slice(0, MOST);
}

/** Whether another explainer is a clone of this one. Numbers over all others are then over that, too. */
export function hasClone(name: string, pairs: AgreementAnswer['pairs']): boolean {
  return pairs.some((pair) => (pair.a === name || pair.b === name) && cloneMeasure(pair) !== null);
}

const contrastOf = ({ contrast: { rho } }: Explainer) => (rho.n >= LEAST_N ? rho.mean : null);
const evidenceOf = ({ evidence }: Explainer) => (evidence.n >= LEAST_N ? evidence.liftMean : null);
const liftOf = ({ agreement: { rho } }: Explainer) => (rho.n >= LEAST_N ? rho.lift : null);

/** Whether a value is the extreme one of at least two, by more than `LEAD` from the next. */
function isExtreme(value: number, all: readonly (number | null)[], extreme: typeof Math.max): boolean {
  const known = all.filter((each) => each !== null);
  return (
    known.length > 1 &&
    extreme(...known) === value &&
    known.filter((each) => Math.abs(each - value) <= LEAD).length === 1
  );
}
