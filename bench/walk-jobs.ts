import { cpSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type EventInput, eventFile } from '../tests/support/event-writer';
import { benchPath } from './generate';

/* The jobs of bench:walk, with everything that a view can show and the pictures of the demo. */

export const EXPLAINERS = ['Gradient', 'GradCAM', 'Occlusion'];
const METRICS = ['Faithfulness', 'Localization'];
const LABELS = 20;
const PICTURES = 10;
const DATA = '_explain_1763800000';

/** The first of the demo's pictures of one kind, by path. */
function picturesOf(kind: string): string[] {
  const photos = fileURLToPath(new URL('../demo/photos', import.meta.url));
  const found = readdirSync(photos, { recursive: true, encoding: 'utf8' });
  return found
    .filter((path) => dirname(path).endsWith(kind))
    .sort()
    .slice(0, PICTURES)
    .map((path) => join(photos, path));
}

function* eventsOf(samples: number): Generator<EventInput> {
  const labels = Array.from({ length: LABELS }, (_, label) => `label ${label}`);
  yield { metadata: { labels, explainers: EXPLAINERS, metrics: METRICS } };
  for (let sampleId = 0; sampleId < samples; sampleId++) {
    const [label, other, picture] = [sampleId % LABELS, (7 * sampleId + 1) % LABELS, sampleId % PICTURES];
    yield { sampleId, imagePath: `${DATA}/${picture}.jpg` };
    yield {
      sampleId,
      truth: [label],
      inference: { truthProb: [sampleId / samples], predictedLabel: [other], predictedProb: [0.9] },
    };
    yield {
      sampleId,
      explanations: EXPLAINERS.flatMap((explainer) =>
        [label, other].map((of) => ({ explainer, label: of, path: `${DATA}/${explainer}${picture}.png` })),
      ),
    };
    const layers = [0.2, 0.6, 0.8].map((probability, layer) => ({
      probability,
      boxes: [0, 0, 40 * (layer + 1), 40 * (layer + 1)],
    }));
    yield { sampleId, hocs: [{ label, layers }] };
  }
  const labelScores = labels.map((_, label) => label / LABELS);
  yield {
    benchmarks: EXPLAINERS.flatMap((explainer, place) =>
      METRICS.map((metric) => ({ explainer, metric, total: place / 4, labelScores })),
    ),
  };
}

/** A base directory of `jobs` jobs, `run_0`, `run_1`, …, of `samples` samples each, which share a few pictures. Returns its path. */
export function makeWalk(jobs: number, samples: number): string {
  const base = benchPath('walk');
  rmSync(base, { recursive: true, force: true });
  const shared = join(base, '.pictures');
  mkdirSync(shared, { recursive: true });
  const copy = (kind: string, name: string, ending: string) => {
    for (const [index, from] of picturesOf(kind).entries()) cpSync(from, join(shared, `${name}${index}${ending}`));
  };
  copy('origin_images/0', '', '.jpg');
  for (const explainer of EXPLAINERS) copy(`heatmap/${explainer}/0`, explainer, '.png');
  const events = eventFile([...eventsOf(samples)]);
  for (let job = 0; job < jobs; job++) {
    const data = join(base, `run_${job}`, DATA);
    mkdirSync(data, { recursive: true });
    for (const name of readdirSync(shared)) linkSync(join(shared, name), join(data, name));
    writeFileSync(join(base, `run_${job}`, 'events.summary.1763800000._explain'), events);
    const manifest = { saliency_map: true, benchmark: true, hierarchical_occlusion: true };
    writeFileSync(join(data, 'manifest.json'), JSON.stringify(manifest));
  }
  rmSync(shared, { recursive: true });
  return base;
}
