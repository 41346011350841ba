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

/** The pair of two explainers, in either order. */
export function pairOf(pairs: readonly Pair[], a: string, b: string): Pair | undefined {
  return pairs.find((pair) => (pair.a === a && pair.b === b) || (pair.a === b && pair.b === a));
}

/**
 * The explainers in groups in which each two are clones: in the order of the job, an explainer joins the first group of which it is a
 * clone of all.
 */
export function cloneGroups({ explainers, pairs }: Pick<AgreementAnswer, 'explainers' | 'pairs'>): string[][] {
  const clones = new Set<string>();
  for (const pair of pairs) {
    if (cloneMeasure(pair) === null) continue;
    clones.add(keyOf(pair.a, pair.b));
    clones.add(keyOf(pair.b, pair.a));
  }
  const groups: string[][] = [];
  for (const name of explainers) {
    const group = groups.find((members) => members.every((member) => clones.has(keyOf(member, name))));
    if (group) group.push(name);
    else groups.push([name]);
  }
  return groups;
}

const keyOf = (a: string, b: string) => JSON.stringify([a, b]);
