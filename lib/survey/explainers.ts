import { ComparableSketches } from '../sketch/agreement';
import { CELLS } from '../sketch/sketch';
import { meanOf, summaryOf, ticksOf } from '../sketch/summary';
import { Slice } from '../slices';
import type { Agreement } from './agreement';
import { binsOf, CORRELATION_EDGES, RATIO_EDGES, SHARE_EDGES } from './edges';
import type { Sketches } from './prepared-blocks';
import { mapsOfExplainer, type Selection } from './selection';
import type { SurveyTable } from './survey-table';

/** Maps that are compared with those of other labels of their sample at a time, of all explainers together. */
const CONTRAST_MAPS = 32_768;

export interface MeanMedian {
  mean: number;
  median: number;
}

/** What is said of one explainer; NaN where not defined. */
export interface ExplainerRow {
  maps: number;
  border: MeanMedian;
  gini: MeanMedian;
  spread: MeanMedian;
  contrast: { rho: { n: number; mean: number }; overlap: { n: number; mean: number }; samples: number };
  evidence: { n: number; inside: number; area: number; liftMean: number; liftMedian: number };
  /** Some of the values, and how many of all lie between each two of `EXPLAINER_EDGES`. */
  ticks: Record<ExplainerNumber, number[]>;
  bins: Record<ExplainerNumber, number[]>;
}

export type ExplainerNumber = keyof typeof EXPLAINER_EDGES;

/** The edges of the bins of each number. */
export const EXPLAINER_EDGES = {
  agreement: CORRELATION_EDGES,
  contrast: CORRELATION_EDGES,
  evidence: RATIO_EDGES,
  spread: SHARE_EDGES,
  border: SHARE_EDGES,
};

/**
 * The statistics of all explainers of an agreement over a selection.
 *
 * @param all all labels of the samples of the selection, for the contrast
 */
export async function explainerRows(
  table: SurveyTable,
  file: Sketches,
  selection: Selection,
  all: Selection,
  agreement: Agreement,
): Promise<ExplainerRow[]> {
  const contrasts = await contrastsOf(table, file, all, agreement.rhoTicks.length);
  const slice = new Slice();
  const rows: ExplainerRow[] = [];
  for (const [explainer, contrast] of contrasts.entries()) {
    rows.push(explainerRow(table, selection, explainer, agreement, contrast));
    if (slice.isOver) await slice.end();
  }
  return rows;
}

function explainerRow(
  table: SurveyTable,
  selection: Selection,
  explainer: number,
  agreement: Agreement,
  contrast: Contrast,
): ExplainerRow {
  const found = mapsOfExplainer(table, selection, explainer);
  const maps = found.filter((map) => map !== -1);
  const column = (name: 'border' | 'gini' | 'spread') => Float64Array.from(maps, (map) => table.maps.column[name][map]);
  const [border, gini, spread] = [column('border'), column('gini'), column('spread')];
  const evidence = evidenceOf(table, selection, found);
  return {
    maps: maps.length,
    border: meanMedian(border),
    gini: meanMedian(gini),
    spread: meanMedian(spread),
    contrast: {
      rho: { n: contrast.rho.length, mean: meanOf(contrast.rho) },
      overlap: { n: contrast.overlap.length, mean: meanOf(contrast.overlap) },
      samples: contrast.samples,
    },
    evidence: {
      n: evidence.lift.length,
      inside: meanOf(evidence.inside),
      area: meanOf(evidence.area),
      liftMean: meanOf(evidence.lift),
      liftMedian: summaryOf(evidence.lift).median,
    },
    ticks: {
      agreement: agreement.rhoTicks[explainer],
      contrast: ticksOf(contrast.rho),
      evidence: ticksOf(evidence.lift),
      spread: ticksOf(spread),
      border: ticksOf(border),
    },
    bins: {
      agreement: agreement.rhoBins[explainer],
      contrast: binsOf(contrast.rho, EXPLAINER_EDGES.contrast),
      evidence: binsOf(evidence.lift, EXPLAINER_EDGES.evidence),
      spread: binsOf(spread, EXPLAINER_EDGES.spread),
      border: binsOf(border, EXPLAINER_EDGES.border),
    },
  };
}

function meanMedian(values: Float64Array): MeanMedian {
  const { mean, median } = summaryOf(values);
  return { mean, median };
}

function evidenceOf(table: SurveyTable, { pairs }: Selection, maps: Int32Array) {
  const { area } = table.pairs.column;
  const { inside } = table.maps.column;
  const at = Uint32Array.from(maps.keys()).filter(
    (k) => maps[k] !== -1 && !Number.isNaN(inside[maps[k]]) && area[pairs[k]] > 0,
  );
  return {
    inside: Float64Array.from(at, (k) => inside[maps[k]]),
    area: Float64Array.from(at, (k) => area[pairs[k]]),
    lift: Float64Array.from(at, (k) => inside[maps[k]] / area[pairs[k]]),
  };
}

/** The measures of an explainer's maps of each two labels of a sample, in the order of samples. */
interface Contrast {
  rho: Float64Array;
  overlap: Float64Array;
  /** Samples that have any. */
  samples: number;
}

/** The label contrast of all explainers: those of a sample are read together, because they lie beside each other in the file. */
async function contrastsOf(
  table: SurveyTable,
  file: Sketches,
  all: Selection,
  explainers: number,
): Promise<Contrast[]> {
  // Most samples of most jobs have maps of one label only: those are not read.
  const { ids: every } = all;
  const at = Uint32Array.from(every.keys()).filter((k) => every[k] === every[k - 1] || every[k] === every[k + 1]);
  const ids = Int32Array.from(at, (k) => every[k]);
  const maps = Array.from({ length: explainers }, (_, explainer) => {
    const found = mapsOfExplainer(table, all, explainer);
    return Int32Array.from(at, (k) => found[k]);
  });
  const values = maps.map(() => ({ rho: [] as number[], overlap: [] as number[], samples: 0 }));
  const sketches = new ComparableSketches();
  const slice = new Slice();
  const atOnce = Math.max(1, Math.floor(CONTRAST_MAPS / explainers));
  for (let from = 0; from < ids.length; ) {
    let to = Math.min(ids.length, from + atOnce);
    while (to < ids.length && ids[to] === ids[to - 1]) to++;
    const length = to - from;
    const part = new Int32Array(explainers * length);
    for (const [explainer, own] of maps.entries()) part.set(own.subarray(from, to), explainer * length);
    const found = await file.sketches(part);
    for (const [explainer, { rho, overlap }] of values.entries()) {
      sketches.set(0, found.subarray(explainer * length * CELLS, (explainer + 1) * length * CELLS));
      for (let start = 0; start < length; ) {
        let end = start + 1;
        while (end < length && ids[from + end] === ids[from + start]) end++;
        const before = overlap.length;
        for (let a = start; a < end; a++) {
          for (let b = a + 1; b < end; b++) {
            const compared = sketches.compare(a, b);
            if (!Number.isNaN(compared.rho[0])) rho.push(compared.rho[0]);
            if (!Number.isNaN(compared.overlap[0])) overlap.push(compared.overlap[0]);
          }
          if (slice.isOver) await slice.end();
        }
        if (overlap.length > before) values[explainer].samples++;
        start = end;
      }
    }
    from = to;
  }
  return values.map(({ rho, overlap, samples }) => ({
    rho: Float64Array.from(rho),
    overlap: Float64Array.from(overlap),
    samples,
  }));
}
