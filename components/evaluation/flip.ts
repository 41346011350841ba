import { composites, type ScoreMatrix } from './composite';
import { roundedWeights } from './weights';

/** How little the weights would have to change for another explainer to lead. */
export interface Flip {
  /** The explainer that draws level with the leader, and leads from there on. */
  challenger: number;
  /** The weight that changes its place, 0–1: half of the sum of all changes. */
  moved: number;
  /** Metrics that weight is taken from, and how much of each; in the order in which it is best taken. */
  from: { metric: number; weight: number }[];
  /** The metric that gets it. */
  to: number;
  /** The weights at which both are level. */
  weights: number[];
}

export type Lead =
  | { kind: 'none' }
  /** Several share the first rank: no change is needed. */
  | { kind: 'shared'; leaders: number[] }
  | {
      kind: 'single';
      leader: number;
      /** The smallest change; null where no weights let any of those compared overtake the leader. */
      flip: Flip | null;
      /** Explainers that no weights put before the leader: they are better under no metric. */
      never: number[];
      /** Explainers that were not compared: they were scored under other metrics than the leader. */
      incomparable: number[];
    };

/**
 * Who leads, and the smallest change of the weights after which somebody else does, by the sum of absolute changes (the L1
 * distance) among all weights from 0 to 1 with the sum 1.
 *
 * Two explainers that were scored under the same metrics share the denominator of their composites, so a challenger c leads
 * the leader l where Σ wᵢ dᵢ > 0 with dᵢ = sᶜᵢ − sˡᵢ (0 for a metric that was not scored). At first Σ wᵢ dᵢ = −g, with the gap
 * g > 0. Taking a weight δ from metric a and giving it to metric b changes the sum by δ (d_b − d_a) and costs an L1 distance
 * of 2 δ, and every change within the simplex is a sum of such moves. So all that is given goes best to the metric of the
 * greatest d, and is best taken first from the metrics of the least d, each until it has no weight left: the continuous
 * knapsack problem, which taking the best first solves (Dantzig 1957). There is a solution where the greatest d is above 0.
 *
 * The least of these changes over all challengers is the answer: nobody else can lead before, for then they would have
 * drawn level on a shorter way.
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

/** A weight that is no more than what is left of rounding. */
const NOTHING = 1e-12;

/** The smallest move of weight that lets `challenger` draw level with `leader`; null where none lets it overtake. */
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

/** A lead in the composite that shows: scores have four decimals. */
const CLEARLY = 5e-4;

/** A lead that is more than rounding, where no weights give a clearer one. */
const BARELY = 1e-8;

/**
 * Weights a little beyond those of a flip, at which its challenger leads and the composites show it: as little further towards the
 * metric that gets weight as it takes, in whole millionths. Others that would overtake on the way set the limit.
 */
export function beyond(matrix: ScoreMatrix, { challenger, weights, to }: Flip): number[] {
  const towards = (share: number) =>
    roundedWeights(weights.map((weight, metric) => weight * (1 - share) + (metric === to ? share : 0)));
  let best = towards(1);
  let greatest = BARELY;
  for (let share = 1e-6; share < 1; share *= 2) {
    const further = towards(share);
    const lead = leadIn(matrix, further, challenger);
    if (lead >= CLEARLY) return further;
    if (lead > greatest) [best, greatest] = [further, lead];
  }
  return best;
}

/** How far an explainer is ahead of the best of the others it can be compared with; below 0 where it is behind. */
function leadIn(matrix: ScoreMatrix, weights: readonly number[], explainer: number): number {
  const ranks = composites(matrix, weights);
  const others = ranks.flatMap(({ rank, score }, other) =>
    other === explainer || rank === null || score === null ? [] : [score],
  );
  return (ranks[explainer].score ?? 0) - Math.max(...others);
}
