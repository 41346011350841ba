import type { ComparableSketches } from '../sketch/agreement';
import { meanOf, summaryOf, ticksOf } from '../sketch/summary';
import { Slice } from '../slices';
import type { Agreement } from './agreement';
import { binsOf, CORRELATION_EDGES, RATIO_EDGES, SHARE_EDGES } from './edges';
import { mapsOfExplainer, type Selection } from './selection';
import type { SurveyFile } from './survey-file';
import type { SurveyTable } from './survey-table';

/** Maps that are compared with other labels of their sample at a time. */
const CONTRAST_MAPS = 4_096;

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
 * The statistics of an explainer over a selection.
 *
 * @param all all labels of the samples of the selection, for the contrast
 * @param sketches where sketches are prepared; nobody else may use it meanwhile
 */
export async function explainerRow(
  table: SurveyTable,
  file: SurveyFile,
  selection: Selection,
  all: Selection,
  explainer: number,
  agreement: Agreement,
  sketches: ComparableSketches,
): Promise<ExplainerRow> {
  const found = mapsOfExplainer(table, selection, explainer);
  const maps = found.filter((map) => map !== -1);
  const column = (name: 'border' | 'gini' | 'spread') => Float64Array.from(maps, (map) => table.maps.column[name][map]);
  const [border, gini, spread] = [column('border'), column('gini'), column('spread')];
  const evidence = evidenceOf(table, selection, found);
  const contrast = await contrastOf(file, all, mapsOfExplainer(table, all, explainer), sketches);
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

/** The measures of the maps of each two labels of a sample, in the order of samples. */
async function contrastOf(file: SurveyFile, all: Selection, found: Int32Array, sketches: ComparableSketches) {
  // Most samples of most jobs have maps of one label only: those are not read.
  const { ids: every } = all;
  const at = Uint32Array.from(every.keys()).filter((k) => every[k] === every[k - 1] || every[k] === every[k + 1]);
  const ids = Int32Array.from(at, (k) => every[k]);
  const maps = Int32Array.from(at, (k) => found[k]);
  const rho: number[] = [];
  const overlap: number[] = [];
  let samples = 0;
  const slice = new Slice();
  for (let from = 0; from < ids.length; ) {
    let to = Math.min(ids.length, from + CONTRAST_MAPS);
    while (to < ids.length && ids[to] === ids[to - 1]) to++;
    const part = maps.subarray(from, to);
    sketches.set(0, await file.sketches(part));
    for (let start = 0; start < part.length; ) {
      let end = start + 1;
      while (end < part.length && ids[from + end] === ids[from + start]) end++;
      let counted = 0;
      for (let a = start; a < end; a++) {
        for (let b = a + 1; b < end; b++) {
          const found = sketches.compare(a, b);
          if (!Number.isNaN(found.rho[0])) rho.push(found.rho[0]);
          if (!Number.isNaN(found.overlap[0])) counted = overlap.push(found.overlap[0]);
        }
        if (slice.isOver) await slice.end();
      }
      if (counted > 0) samples++;
      start = end;
    }
    from = to;
  }
  return { rho: Float64Array.from(rho), overlap: Float64Array.from(overlap), samples };
}
