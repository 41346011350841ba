import { closeSync, existsSync, mkdirSync, openSync, renameSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { concat, type EventInput, event, record } from '../tests/support/event-writer';
import { random } from '../tests/support/random';

/** What a generated job is made of. The same settings give the same bytes. */
export interface JobSettings {
  samples: number;
  explainers: number;
  labels: number;
  /** Labels a sample has beside its ground truth: 0 … this many. */
  extraLabels: number;
  /** Ids are 0, gap, 2 gap, … */
  idGap: number;
  uncertainty: boolean;
}

export const BENCH_JOB: JobSettings = {
  samples: 100_000,
  explainers: 5,
  labels: 100,
  extraLabels: 1,
  idGap: 1,
  uncertainty: false,
};

/** The events of a run, in the order in which a real run writes them (format.md §3). */
export function* eventsOf(settings: JobSettings): Generator<EventInput> {
  const explainers = Array.from({ length: settings.explainers }, (_, i) => `Explainer${i}`);
  const labels = Array.from({ length: settings.labels }, (_, i) => `label ${i}`);
  yield { metadata: { labels, explainers, metrics: ['Faithfulness', 'Localization'] } };

  const next = random(1);
  const labelsOf: number[][] = [];
  for (let i = 0; i < settings.samples; i++) {
    const sampleId = i * settings.idGap;
    const truth = Math.floor(next() * settings.labels);
    const extras = Array.from({ length: Math.floor(next() * (settings.extraLabels + 1)) }, () =>
      Math.floor(next() * settings.labels),
    );
    const predicted = [...new Set(extras)].filter((label) => label !== truth);
    labelsOf.push([truth, ...predicted]);
    const numbers = (count: number) => Array.from({ length: count }, next);
    yield {
      sampleId,
      imagePath: `_explain_1700000000/origin_images/${Math.floor(sampleId / 1000) * 1000}/${sampleId}.jpg`,
    };
    yield {
      sampleId,
      truth: [truth],
      inference: {
        truthProb: numbers(1),
        predictedLabel: predicted,
        predictedProb: predicted.map(() => 0.5 + next() / 2),
        ...(settings.uncertainty
          ? {
              truthSd: numbers(1),
              truthLow: numbers(1),
              truthHigh: numbers(1),
              predictedSd: numbers(predicted.length),
              predictedLow: numbers(predicted.length),
              predictedHigh: numbers(predicted.length),
            }
          : {}),
      },
    };
  }
  for (const explainer of explainers) {
    for (let i = 0; i < settings.samples; i++) {
      const sampleId = i * settings.idGap;
      const folder = `_explain_1700000000/heatmap/${explainer}/${Math.floor(sampleId / 1000) * 1000}`;
      yield {
        sampleId,
        explanations: labelsOf[i].map((label) => ({ explainer, label, path: `${folder}/${sampleId}_${label}.jpg` })),
      };
    }
    const labelScores = labels.map(next);
    yield {
      benchmarks: ['Faithfulness', 'Localization'].map((metric) => ({ metric, explainer, total: next(), labelScores })),
    };
  }
}

/** The directory `directory` with a generated job in it, made where it is not there yet. Returns the event file's path. */
export function generateJob(directory: string, settings: JobSettings): string {
  const path = `${directory}/events.out.events.summary.1700000000.bench_explain`;
  const description = `${directory}/settings.json`;
  if (existsSync(description)) return path;
  mkdirSync(`${directory}/_explain_1700000000`, { recursive: true });
  const partial = `${path}.partial`;
  const file = openSync(partial, 'w');
  let pending: Uint8Array[] = [];
  for (const input of eventsOf(settings)) {
    pending.push(record(event(input)));
    if (pending.length === 10_000) {
      writeSync(file, concat(pending));
      pending = [];
    }
  }
  writeSync(file, concat(pending));
  closeSync(file);
  renameSync(partial, path);
  const manifest = {
    saliency_map: true,
    benchmark: true,
    uncertainty: settings.uncertainty,
    hierarchical_occlusion: false,
  };
  writeFileSync(`${directory}/_explain_1700000000/manifest.json`, JSON.stringify(manifest));
  writeFileSync(description, JSON.stringify({ ...settings, bytes: statSync(path).size }));
  return path;
}
