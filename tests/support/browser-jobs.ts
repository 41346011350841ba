import { appendFile, mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { heatmap, original, type Size } from './browser-pictures';
import { type EventInput, type ExplanationInput, eventFile } from './event-writer';

/* Writes jobs like a run: pictures, their events, a manifest at the end. */

export const LABELS = ['cat', 'dog', 'lamp', 'ship'];
export const EXPLAINERS = ['GradCAM', 'Gradient', 'RISE'];
export const METRICS = ['Faithfulness', 'Localization'];

export const SECONDS = 1_700_000_000;
export const EVENT_FILE = `events.out.events.summary.${SECONDS}.host_explain`;
export const DATA = `_explain_${SECONDS}`;

const WIDE: Size = { width: 64, height: 48 };

/** A label of a sample: an index into `LABELS`, with its predicted probability. */
export interface SampleLabel {
  label: number;
  probability: number;
  /** Standard deviation, if the job records it. */
  sd?: number;
}

/** The results of a run for a picture. */
export interface SampleSpec {
  id: number;
  size?: Size;
  truth: readonly SampleLabel[];
  /** Predicted labels that are not ground truth. */
  wrong?: readonly SampleLabel[];
  /** Labels below the threshold that are not ground truth, and those with maps. */
  runnersUp?: readonly (SampleLabel & { hasMaps?: boolean })[];
  /** The attribution range of a map; undefined if not recorded. */
  rangeOf?(explainer: string, label: number): ExplanationInput['range'];
  mapFormat?: 'jpeg' | 'png';
  counterfactuals?: EventInput['hocs'];
}

/** A sample with one correctly predicted label. */
export function simpleSample(id: number, probability: number): SampleSpec {
  return { id, truth: [{ label: id % LABELS.length, probability }] };
}

export function labelsOf({ truth, wrong = [] }: SampleSpec): SampleLabel[] {
  return [...truth, ...wrong];
}

/** The path of a heatmap relative to its job. */
export function mapPath({ id, mapFormat = 'jpeg' }: SampleSpec, explainer: string, label: number): string {
  return `${DATA}/heatmap/${explainer}/0/${id}_${label}.${mapFormat === 'png' ? 'png' : 'jpg'}`;
}

export function imagePath({ id }: SampleSpec): string {
  return `${DATA}/origin_images/0/${id}.jpg`;
}

/** A run that writes into the directory of a job. */
export class Run {
  readonly file: string;
  #isScored = false;

  constructor(
    readonly directory: string,
    readonly explainers: readonly string[] = EXPLAINERS,
    readonly labels: readonly string[] = LABELS,
    /** The name of its event file, or of the part that it writes. */
    name = EVENT_FILE,
  ) {
    this.file = join(directory, name);
  }

  /** Creates the directory and an event file with the names of labels, explainers and metrics. */
  async begin(): Promise<this> {
    await mkdir(this.directory, { recursive: true });
    const metadata = { labels: [...this.labels], explainers: [...this.explainers], metrics: METRICS };
    await this.append({ metadata });
    return this;
  }

  async append(...events: EventInput[]): Promise<void> {
    await appendFile(this.file, eventFile(events));
  }

  /** The picture of a sample. */
  async image(sample: SampleSpec): Promise<void> {
    await this.#write(imagePath(sample), await original(sample.size ?? WIDE, sample.id % 7));
    await this.append({ sampleId: sample.id, imagePath: imagePath(sample) });
  }

  /** Its predictions. */
  async inference(sample: SampleSpec): Promise<void> {
    const { id, truth, wrong = [], runnersUp = [] } = sample;
    const predicted = [...truth.filter(({ probability }) => probability > 0.5), ...wrong];
    const [probabilities, deviations] = [truth.map(({ probability }) => probability), truth.map(({ sd }) => sd ?? 0)];
    const spread = labelsOf(sample).some(({ sd }) => sd !== undefined) && {
      truthSd: deviations,
      truthLow: truth.map(({ probability, sd = 0 }) => probability - 2 * sd),
      truthHigh: truth.map(({ probability, sd = 0 }) => probability + 2 * sd),
      predictedSd: predicted.map(({ sd }) => sd ?? 0),
      predictedLow: predicted.map(({ probability, sd = 0 }) => probability - 2 * sd),
      predictedHigh: predicted.map(({ probability, sd = 0 }) => probability + 2 * sd),
    };
    await this.append({
      sampleId: id,
      truth: truth.map(({ label }) => label),
      inference: {
        truthProb: probabilities,
        predictedLabel: predicted.map(({ label }) => label),
        predictedProb: predicted.map(({ probability }) => probability),
        runnerUpLabel: runnersUp.map(({ label }) => label),
        runnerUpProb: runnersUp.map(({ probability }) => probability),
        runnerUpSd: runnersUp.flatMap(({ sd }) => sd ?? []),
        ...spread,
      },
    });
    if (sample.counterfactuals) await this.append({ sampleId: id, hocs: sample.counterfactuals });
  }

  /** The maps of all its labels, from one or all explainers. */
  async maps(sample: SampleSpec, explainers = this.explainers): Promise<void> {
    for (const explainer of explainers) {
      const labels = [...labelsOf(sample), ...(sample.runnersUp ?? []).filter(({ hasMaps }) => hasMaps)];
      const maps = labels.map(({ label }) => ({
        explainer,
        label,
        path: mapPath(sample, explainer, label),
        range: sample.rangeOf?.(explainer, label),
      }));
      for (const { label, path } of maps) {
        const seed = sample.id * 100 + label * 10 + this.explainers.indexOf(explainer);
        await this.#write(path, await heatmap(sample.size ?? WIDE, seed % 50, sample.mapFormat));
      }
      await this.append({ sampleId: sample.id, explanations: maps });
    }
  }

  /** Complete samples, one after the other. */
  async samples(samples: readonly SampleSpec[]): Promise<this> {
    for (const sample of samples) {
      await this.image(sample);
      await this.inference(sample);
      await this.maps(sample);
    }
    return this;
  }

  /** Scores of all explainers under all metrics, except the last explainer under the last metric, which is not scored. */
  async scores(): Promise<this> {
    this.#isScored = true;
    const pairs = this.explainers.flatMap((explainer) => METRICS.map((metric) => ({ explainer, metric })));
    await this.append({
      benchmarks: pairs.slice(0, -1).map((pair, index) => ({ ...pair, total: 0.25 + index / 16 })),
    });
    return this;
  }

  /** The manifest, which a run writes last. */
  async end(): Promise<this> {
    await this.#write(`${DATA}/manifest.json`, JSON.stringify({ saliency_map: true, benchmark: this.#isScored }));
    return this;
  }

  /** Sets the time of the last write to `minutes` ago. */
  async age(minutes: number): Promise<this> {
    const time = new Date(Date.now() - minutes * 60_000);
    await utimes(this.file, time, time);
    return this;
  }

  async #write(path: string, content: Buffer | string): Promise<void> {
    const file = join(this.directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}
