import type { Pair } from '../../components/insight/clones';
import type { Explainer } from '../../components/insight/explainers/findings';
import type { PairingJson } from '../../lib/api/insight-answers';

/* Parts of insight answers. */

/** An agreement with this mean and baseline; without them nothing is defined. */
export function pairingOf(mean: number | null = null, shuffled: number | null = null, n = 40): PairingJson {
  const lift = mean === null || shuffled === null ? null : mean - shuffled;
  return { n: mean === null ? 0 : n, mean, median: mean, shuffled, lift };
}

type Measures = Pick<Pair, 'rho' | 'iou' | 'overlap'>;

export function pairOf(a: string, b: string, measures: Partial<Measures>): Pair {
  return { a, b, rho: pairingOf(), iou: pairingOf(), overlap: pairingOf(), ...measures };
}

/** An explainer about which there is nothing special, changed by `parts`. */
export function explainerOf(name: string, parts: Partial<Explainer> = {}): Explainer {
  const summary = (mean: number) => ({ mean, median: mean });
  return {
    name,
    maps: 40,
    border: summary(0.4),
    gini: summary(0.5),
    spread: summary(0.5),
    contrast: { rho: { n: 40, mean: 0.5 }, overlap: { n: 40, mean: 0.5 }, samples: 20 },
    evidence: { n: 40, inside: 0.2, area: 0.1, liftMean: 2, liftMedian: 2 },
    agreement: { rho: pairingOf(0.3, 0.1), iou: pairingOf(0.2, 0.1), overlap: pairingOf(0.4, 0.3) },
    bins: { agreement: [], contrast: [], evidence: [], spread: [], border: [] },
    ticks: { agreement: [], contrast: [], evidence: [], spread: [], border: [] },
    scores: [],
    ...parts,
  };
}
