import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DATA, EVENT_FILE } from './browser-jobs';
import { heatmap, original } from './browser-pictures';
import { type EventInput, eventFile } from './event-writer';

/* A job at the limits of what pages have to display: very many and very long names. */

export const LABEL_COUNT = 1_000;
const SAMPLES = 60;
const METRIC_COUNT = 6;
const SIZE = { width: 64, height: 48 };
const ORIGINAL = `${DATA}/origin_images/0/0.jpg`;
const MAP = `${DATA}/heatmap/0.png`;

/** A name of 120 characters that differs from others only at its end. */
export const longName = (what: string, number: number): string => {
  const end = `_${String(number).padStart(4, '0')}`;
  return `${what}_with_a_very_long_name`.padEnd(120 - end.length, '_and_more') + end;
};

/** The path of the job: 120 characters. */
export const EXTREMES = longName('job', 1);

/** The explainers: short names, long ones, and one that is written right to left. */
export const explainersOf = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    if (index === 1) return 'IntegratedGradients';
    if (index === 2) return 'خريطة البروز للنموذج الكبير';
    return index % 5 === 3 ? longName('explainer', index) : `Explainer${index + 1}`;
  });

/** Writes the job with `explainerCount` explainers: 60 samples with three labels each, counterfactuals, scores of 1,000 labels. */
export async function makeExtremes(directory: string, explainerCount: number, name = EXTREMES): Promise<void> {
  const job = join(directory, name);
  const labels = Array.from({ length: LABEL_COUNT }, (_, id) => (id % 2 === 0 ? longName('label', id) : `label ${id}`));
  const explainers = explainersOf(explainerCount);
  const metrics = Array.from({ length: METRIC_COUNT }, (_, index) =>
    index === 0 ? 'Faithfulness' : index === 1 ? longName('metric', index) : `Metric ${index + 1}`,
  );
  const events: EventInput[] = [{ metadata: { labels, explainers, metrics } }];
  for (let id = 0; id < SAMPLES; id++) events.push(...sampleEvents(id, explainers));
  for (const [metric, metricName] of metrics.entries())
    for (const [index, explainer] of explainers.entries()) {
      const total = ((index * 37 + metric * 11) % 97) / 97;
      events.push({
        benchmarks: [{ metric: metricName, explainer, total, labelScores: labels.map((_, id) => (total * id) / 999) }],
      });
    }
  await mkdir(join(job, DATA, 'origin_images/0'), { recursive: true });
  await mkdir(join(job, DATA, 'heatmap'), { recursive: true });
  await writeFile(join(job, ORIGINAL), await original(SIZE, 1));
  await writeFile(join(job, MAP), await heatmap(SIZE, 1, 'png'));
  await writeFile(join(job, EVENT_FILE), eventFile(events));
  await writeFile(join(job, DATA, 'manifest.json'), JSON.stringify({ saliency_map: true, benchmark: true }));
}

/** For example sample 7: labels 14, 15 and 16 are ground truth, the first is missed, and label 17 is predicted wrongly. */
function sampleEvents(sampleId: number, explainers: readonly string[]): EventInput[] {
  const truth = [2 * sampleId, 2 * sampleId + 1, 2 * sampleId + 2];
  const predicted = [2 * sampleId + 1, 2 * sampleId + 2, 2 * sampleId + 3];
  const probabilities = [0.3, 0.8, 0.9];
  const spread = probabilities.map(() => 0.05);
  return [
    {
      sampleId,
      imagePath: ORIGINAL,
      truth,
      inference: {
        truthProb: probabilities,
        truthSd: spread,
        truthLow: probabilities.map((value) => value - 0.1),
        truthHigh: probabilities.map((value) => value + 0.1),
        predictedLabel: predicted,
        predictedProb: [0.8, 0.9, 0.6],
        predictedSd: spread,
        predictedLow: [0.7, 0.8, 0.5],
        predictedHigh: [0.9, 1, 0.7],
      },
    },
    {
      sampleId,
      explanations: explainers.flatMap((explainer) =>
        [...truth, 2 * sampleId + 3].map((label) => ({ explainer, label, path: MAP })),
      ),
    },
    {
      sampleId,
      hocs: [
        {
          label: truth[2],
          layers: [
            { probability: 0.8, boxes: [0, 0, 48, 48] },
            { probability: 0.7, boxes: [8, 8, 24, 24] },
            { probability: 0.6, boxes: [16, 16, 12, 12] },
          ],
        },
      ],
    },
  ];
}
