import type { AgreementAnswer } from '@/lib/api/insight-answers';

export type Pair = AgreementAnswer['pairs'][number];

/** From this value on, of shared mass or ρ, two explainers may be clones. */
export const CLONE_FROM = 0.9;
/** And it is at least this much above that of other samples' maps, so that two explainers that never change are no clones. */
export const CLONE_LIFT = 0.1;

/** The measure by which two explainers are clones, so that their votes are one: shared mass if both are; null if they are not. */
export function cloneMeasure(pair: Pick<Pair, 'rho' | 'overlap'> | undefined): 'overlap' | 'rho' | null {
  const isClone = ({ mean, lift }: Pair['rho']) =>
    mean !== null && lift !== null && mean >= CLONE_FROM && lift >= CLONE_LIFT;
  if (!pair) return null;
  if (isClone(pair.overlap)) return 'overlap';
  return isClone(pair.rho) ? 'rho' : null;
}

/** Finds the pair of two explainers, in either order. */
export function pairFinder(pairs: readonly Pair[]): (a: string, b: string) => Pair | undefined {
  const known = new Map<string, Pair>();
  for (const pair of pairs) {
    known.set(keyOf(pair.a, pair.b), pair);
    known.set(keyOf(pair.b, pair.a), pair);
  }
  return (a, b) => known.get(keyOf(a, b));
}

/**
 * The explainers in groups in which each two are clones: in the order of the job, an explainer joins the first group of which it is a
 * clone of all.
 */
export function cloneGroups({ explainers, pairs }: Pick<AgreementAnswer, 'explainers' | 'pairs'>): string[][] {
  const pairOf = pairFinder(pairs.filter((pair) => cloneMeasure(pair) !== null));
  const groups: string[][] = [];
  for (const name of explainers) {
    const group = groups.find((members) => members.every((member) => pairOf(member, name) !== undefined));
    if (group) group.push(name);
    else groups.push([name]);
  }
  return groups;
}

const keyOf = (a: string, b: string) => JSON.stringify([a, b]);
