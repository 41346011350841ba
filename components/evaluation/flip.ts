import { composites, type ScoreMatrix } from './composite';
import { roundedWeights } from './weights';

/** The smallest change of weights that lets another explainer lead. */
export interface Flip {
  /** The explainer that becomes level with the leader and overtakes it with a little more change. */
  challenger: number;
  /** The weight that is moved, 0–1: half of the sum of all absolute changes. */
  moved: number;
  /** Metrics that lose weight, and how much each loses; in the best order. */
  from: { metric: number; weight: number }[];
  /** The metric that gains the weight. */
  to: number;
  /** The weights at which both are level. */
  weights: number[];
}

export type Lead =
  | { kind: 'none' }
  /** Several explainers share rank 1: no change is needed. */
  | { kind: 'shared'; leaders: number[] }
  | {
      kind: 'single';
      leader: number;
      /** The smallest change; null if no weights let any of the compared explainers overtake the leader. */
      flip: Flip | null;
      /** Explainers that cannot lead with any weights: they are better under no metric. */
      never: number[];
      /** Explainers that were not compared, because they were scored under other metrics than the leader. */
      incomparable: number[];
    };

/**
 * The leader, and the smallest change of the weights that changes the leader, by the sum of absolute changes (the L1
 * distance) among all weights from 0 to 1 with the sum 1.
 *
 * Two explainers scored under the same metrics share the denominator of their composites, so a challenger c leads
 * the leader l if Σ wᵢ dᵢ > 0 with dᵢ = sᶜᵢ − sˡᵢ (0 for a metric that was not scored). Initially Σ wᵢ dᵢ = −g, with the gap
 * g > 0. Moving a weight δ from metric a to metric b changes the sum by δ (d_b − d_a) and costs an L1 distance
 * of 2 δ, and every change within the simplex is a sum of such moves. So it is optimal to move all weight to the metric with
 * the maximum d, and to take it first from the metrics with the minimum d, each until its weight is 0: the continuous
 * knapsack problem, which a greedy algorithm solves (Dantzig 1957). There is a solution if the maximum d is above 0.
 *
 * The result is the minimum of these changes over all challengers: no other explainer can lead with a smaller change, because
 * it would become level with an even smaller one.
 */
export function leadOf(matrix: ScoreMatrix, weights: readonly number[]): Lead {
  const ranks = composites(matrix, weights);
  const leaders = ranks.flatMap(({ rank }, explainer) => (rank === 1 ? [explainer] : []));
  if (leaders.length === 0) return { kind: 'none' };
  if (leaders.length > 1) return { kind: 'shared', leaders };
  const [leader] = leaders;
  const others = matrix.map((_, explainer) => explainer).filter((explainer) => explainer !== leader);
  const scored = others.filter((explainer) => matrix[explainer].some((score) => score !== null));
  const comparable = scored.filter((explainer) =>
    matrix[explainer].every((score, metric) => (score === null) === (matrix[leader][metric] === null)),
  );
  const flips = comparable.map((challenger) => overtaking(matrix, weights, leader, challenger));
  const found = flips.filter((flip) => flip !== null).sort((a, b) => a.moved - b.moved);
  return {
    kind: 'single',
    leader,
    flip: found[0] ?? null,
    never: comparable.filter((_, index) => flips[index] === null),
    incomparable: scored.filter((explainer) => !comparable.includes(explainer)),
  };
}

/** A weight that is only a rounding error. */
const NOTHING = 1e-12;

/** The smallest move of weight that makes `challenger` level with `leader`; null if it can never overtake. */
function overtaking(matrix: ScoreMatrix, weights: readonly number[], leader: number, challenger: number): Flip | null {
  const ahead = matrix[challenger].map((score, metric) => (score ?? 0) - (matrix[leader][metric] ?? 0));
  const to = ahead.indexOf(Math.max(...ahead));
  if (ahead[to] <= 0) return null;
  const metrics = weights.map((_, metric) => metric);
  const donors = metrics.filter((metric) => ahead[metric] < ahead[to]).sort((a, b) => ahead[a] - ahead[b]);
  const level = [...weights];
  const from: Flip['from'] = [];
  let gap = -metrics.reduce((sum, metric) => sum + weights[metric] * ahead[metric], 0);
  for (const metric of donors) {
    if (gap <= 0) break;
    const gain = ahead[to] - ahead[metric];
    const weight = Math.min(weights[metric], gap / gain);
    if (weight < NOTHING) continue;
    from.push({ metric, weight });
    level[metric] -= weight;
    level[to] += weight;
    gap -= weight * gain;
  }
  return { challenger, moved: from.reduce((sum, { weight }) => sum + weight, 0), from, to, weights: level };
}

/** A lead that is visible in the composite: scores have four decimals. */
const CLEARLY = 5e-4;

/** A lead that exceeds rounding errors, if no weights give a visible one. */
const BARELY = 1e-8;

/**
 * Weights slightly beyond those of a flip, at which its challenger visibly leads: weight is moved further to the same metric, as
 * little as necessary, in whole millionths. Limited by other explainers that would overtake on the way.
 */
export function beyond(matrix: ScoreMatrix, { challenger, weights, to }: Flip): number[] {
  const towards = (share: number) =>
    roundedWeights(weights.map((weight, metric) => weight * (1 - share) + (metric === to ? share : 0)));
  let best = towards(1);
  let maxLead = BARELY;
  for (let share = 1e-6; share < 1; share *= 2) {
    const further = towards(share);
    const lead = leadIn(matrix, further, challenger);
    if (lead >= CLEARLY) return further;
    if (lead > maxLead) [best, maxLead] = [further, lead];
  }
  return best;
}

/** The lead of an explainer over the best of the others it can be compared with; negative if it is behind. */
function leadIn(matrix: ScoreMatrix, weights: readonly number[], explainer: number): number {
  const ranks = composites(matrix, weights);
  const others = ranks.flatMap(({ rank, score }, other) =>
    other === explainer || rank === null || score === null ? [] : [score],
  );
  return (ranks[explainer].score ?? 0) - Math.max(...others);
}
