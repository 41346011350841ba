import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type EventInput, eventFile } from '../tests/support/event-writer';
import { random } from '../tests/support/random';
import { RecordSink } from './encode';

/** The settings of a generated job. Equal settings give equal bytes. */
export interface JobSettings {
  samples: number;
  explainers: number;
  labels: number;
  /** Maximum number of ground truth labels per sample; at least 1. */
  truths: number;
  /** Maximum number of other labels per sample. */
  extraLabels: number;
  /** Ids are 0, gap, 2 gap, … */
  idGap: number;
  uncertainty: boolean;
  /** Share of the labels of samples with a saliency map, 0–1. */
  maps: number;
  /** Share of samples with a counterfactual, 0–1. */
  counterfactuals: number;
  /** Whether ground truth, inference and each saliency map have separate events. */
  isSplit: boolean;
  /** Number of extra characters of names and paths. */
  padding: number;
  /** Number of different files of saliency maps of each explainer, which the samples share; 0 for one for each map. */
  mapFiles: number;
}

export const BENCH_JOB: JobSettings = {
  samples: 100_000,
  explainers: 5,
  labels: 100,
  truths: 1,
  extraLabels: 1,
  idGap: 1,
  uncertainty: false,
  maps: 1,
  counterfactuals: 0,
  isSplit: false,
  padding: 0,
  mapFiles: 0,
};

/** A job with all the features that the usual one lacks; indexing and queries must meet their goals with it too. */
export const ODD_JOB: JobSettings = {
  ...BENCH_JOB,
  explainers: 3,
  labels: 1000,
  truths: 3,
  extraLabels: 4,
  idGap: 977,
  uncertainty: true,
  maps: 0.5,
  counterfactuals: 0.1,
  isSplit: true,
  padding: 40,
};

const DATA = '_explain_1700000000';

/** The events of a run, in the order in which a real run writes them (format.md §3). */
export function* eventsOf(settings: JobSettings): Generator<EventInput> {
  const padding = 'x'.repeat(settings.padding);
  const explainers = Array.from({ length: settings.explainers }, (_, i) => `Explainer${padding}${i}`);
  const labels = Array.from({ length: settings.labels }, (_, i) => `label ${padding}${i}`);
  yield { metadata: { labels, explainers, metrics: ['Faithfulness', 'Localization'] } };

  const next = random(1);
  const below = (count: number) => Math.floor(next() * count);
  const numbers = (count: number) => Array.from({ length: count }, next);
  const labelsOf: number[][] = [];
  for (let i = 0; i < settings.samples; i++) {
    const sampleId = i * settings.idGap;
    const truth = distinct(1 + below(settings.truths), () => below(settings.labels), []);
    const predicted = distinct(below(settings.extraLabels + 1), () => below(settings.labels), truth);
    labelsOf.push([...truth, ...predicted]);
    yield {
      sampleId,
      imagePath: `${DATA}/origin_images/${Math.floor(sampleId / 1000) * 1000}/${padding}${sampleId}.jpg`,
    };
    const inference = {
      truthProb: numbers(truth.length),
      predictedLabel: predicted,
      predictedProb: predicted.map(() => 0.5 + next() / 2),
      ...(settings.uncertainty
        ? {
            truthSd: numbers(truth.length),
            truthLow: numbers(truth.length),
            truthHigh: numbers(truth.length),
            predictedSd: numbers(predicted.length),
            predictedLow: numbers(predicted.length),
            predictedHigh: numbers(predicted.length),
          }
        : {}),
    };
    if (settings.isSplit)
      yield* [
        { sampleId, truth },
        { sampleId, inference },
      ];
    else yield { sampleId, truth, inference };
    if (next() < settings.counterfactuals) {
      const layers = numbers(4).map((probability) => ({ probability, boxes: [0, 0, 112, 112, 100, 90, 56, 56] }));
      yield { sampleId, hocs: [{ label: truth[0], layers }] };
    }
  }
  for (const explainer of explainers) {
    for (let i = 0; i < settings.samples; i++) {
      const sampleId = i * settings.idGap;
      const folder = `${DATA}/heatmap/${explainer}/${Math.floor(sampleId / 1000) * 1000}`;
      const explanations = labelsOf[i]
        .filter(() => settings.maps === 1 || next() < settings.maps)
        .map((label) => ({
          explainer,
          label,
          path: mapPath(settings, explainer, i) ?? `${folder}/${sampleId}_${label}.jpg`,
        }));
      if (settings.isSplit) for (const explanation of explanations) yield { sampleId, explanations: [explanation] };
      else yield { sampleId, explanations };
    }
    const labelScores = labels.map(next);
    yield {
      benchmarks: ['Faithfulness', 'Localization'].map((metric) => ({ metric, explainer, total: next(), labelScores })),
    };
  }
}

/** The path of one of the files of maps that samples share; null where each map has its own. */
export function mapPath({ mapFiles }: JobSettings, explainer: string, index: number): string | null {
  return mapFiles > 0 ? `${DATA}/heatmap/${explainer}/${index % mapFiles}.png` : null;
}

/** At most `count` distinct numbers that `draw` gives, none of them in `taken`. */
function distinct(count: number, draw: () => number, taken: readonly number[]): number[] {
  return [...new Set(Array.from({ length: count }, draw))].filter((number) => !taken.includes(number));
}

/** A directory of generated data below `.bench`. */
export function benchPath(name: string): string {
  return fileURLToPath(new URL(`../.bench/${name}`, import.meta.url));
}

/** Creates a generated job in `directory`, unless it exists. Returns the path of the event file. */
export function generateJob(directory: string, settings: JobSettings): string {
  const path = `${directory}/events.out.events.summary.1700000000.bench_explain`;
  const description = `${directory}/settings.json`;
  const wanted = JSON.stringify(settings);
  if (existsSync(description) && readFileSync(description, 'utf8') === wanted) return path;
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(`${directory}/${DATA}`, { recursive: true });
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w');
  const sink = new RecordSink();
  for (const input of eventsOf(settings)) {
    sink.add(input);
    if (sink.length > 2 ** 20) writeSync(file, sink.take());
  }
  writeSync(file, sink.take());
  closeSync(file);
  renameSync(partial, path);
  const manifest = {
    saliency_map: true,
    benchmark: true,
    uncertainty: settings.uncertainty,
    hierarchical_occlusion: settings.counterfactuals > 0,
  };
  writeFileSync(`${directory}/${DATA}/manifest.json`, JSON.stringify(manifest));
  writeFileSync(description, wanted);
  return path;
}

/** Creates a base directory of `jobs` small jobs, a hundred per project, unless it exists. Returns its path. */
export function generateDirectory(jobs: number): string {
  const base = benchPath(`directory-${jobs}`);
  const done = `${base}/.done`;
  if (existsSync(done)) return base;
  rmSync(base, { recursive: true, force: true });
  const bytes = eventFile([
    { metadata: { labels: ['cat'], explainers: ['GradCAM'], metrics: [] } },
    { sampleId: 0, imagePath: '0.jpg' },
  ]);
  for (let i = 0; i < jobs; i++) {
    const directory = `${base}/project_${Math.floor(i / 100)}/run_${i}`;
    mkdirSync(directory, { recursive: true });
    writeFileSync(`${directory}/events.summary.${1_700_000_000 + i}._explain`, bytes);
  }
  writeFileSync(done, '');
  return base;
}

/** A base directory with a generated job `./job` in it, as usual or odd, with uncertainty where a query needs it. */
export function generatedJob(samples: number, isOdd: boolean, uncertainty = isOdd) {
  const settings = { ...(isOdd ? ODD_JOB : BENCH_JOB), samples, uncertainty };
  const base = benchPath(`${samples}${isOdd ? '-odd' : uncertainty ? '-uncertain' : ''}`);
  const path = generateJob(`${base}/job`, settings);
  return { base, path, settings, size: statSync(path).size };
}
