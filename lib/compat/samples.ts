import 'server-only';
import { BASE_PATH } from '../api/urls';
import type { Counterfactual, Sample } from '../job/sample';
import type { SampleLabel } from '../job/sample-label';
import { fromJson } from '../json';
import type { ExplainLoader } from '../manager/explain-loader';
import type { ExplainManager } from '../manager/explain-manager';
import { inSlices } from '../slices';
import { badValue } from './error';
import { withJob } from './jobs';
import { type Body, parseDropEmpty, parseExplainers, parseSamplesRequest, type SamplesRequest } from './parameters';
import { Float, type PythonValue, queryString, writtenList } from './python';

/** The path prefix of the compatibility API. */
export const PREFIX = '/v1/mindinsight/explainer';

/** `saliency`: samples with the maps of the requested explainers. */
export async function answerSaliency(manager: ExplainManager, body: Body): Promise<PythonValue> {
  const request = parseSamplesRequest(body);
  const explainers = parseExplainers(body);
  return withJob(manager, request.trainId, async (loader) => {
    const { total, samples } = await find(loader, request, false);
    const { trainId } = request;
    return answerOf(total, samples, (sample) =>
      sampleOf(trainId, sample, sample.labels, ({ id }) => ({
        saliency_maps: mapsOf(loader, sample, id)
          .filter(({ explainer }) => explainers === null || explainers.includes(explainer))
          .map(({ explainer, path }) => ({ explainer, overlay: imageAddress(trainId, path, 'overlay') })),
        hoc_layers: layersOf(sample, id)?.map(layerOf) ?? {},
      })),
    );
  });
}

/** `hoc`: samples with their counterfactuals. Saliency maps have only a path here. */
export async function answerHoc(manager: ExplainManager, body: Body): Promise<PythonValue> {
  const request = parseSamplesRequest(body);
  const dropEmpty = parseDropEmpty(body);
  return withJob(manager, request.trainId, async (loader) => {
    const { total, samples } = await find(loader, request, dropEmpty);
    const { trainId } = request;
    return answerOf(total, samples, (sample) => {
      const kept = dropEmpty ? sample.labels.filter(({ id }) => layersOf(sample, id)) : sample.labels;
      return sampleOf(trainId, sample, kept, ({ id, name }) => ({
        saliency_maps: mapsOf(loader, sample, id).map(({ explainer, path }) => ({ explainer, overlay: path })),
        hoc_layers: (layersOf(sample, id) ?? []).map((layer, index) => ({
          ...layerOf(layer),
          outcome: imageAddress(trainId, `${sample.id}_${name}_${index}.jpg`, 'outcome'),
        })),
      }));
    });
  });
}

/** Queries the job. Throws CompatError if the sort key was not recorded. */
async function find(loader: ExplainLoader, request: SamplesRequest, hasCounterfactual: boolean) {
  const { labels, types, sort, limit, offset } = request;
  if (sort.by === 'uncertainty' && !loader.uncertaintyEnabled)
    throw badValue("Uncertainty is not enabled, sorted_name cannot be 'uncertainty'");
  const filter = {
    labels: labels === null ? undefined : await loader.labelsNamed(labels),
    types,
    hasCounterfactual,
  };
  const page = await loader.samples({ filter, sort, page: offset, limit, asPredecessor: true });
  return { total: page?.total ?? 0, samples: page ? fromJson(page.samples) : [] };
}

/** An answer with samples, each written before the next one is made. Throws CompatError if they are too long. */
async function answerOf(
  count: number,
  samples: readonly Sample[],
  written: (sample: Sample) => PythonValue,
): Promise<PythonValue> {
  function* entries() {
    for (const sample of samples) yield written(sample);
  }
  return { count, samples: await inSlices(writtenList(entries())) };
}

function sampleOf(
  trainId: string,
  sample: Sample,
  labels: readonly SampleLabel[],
  explanationsOf: (label: SampleLabel) => Record<'saliency_maps' | 'hoc_layers', PythonValue>,
): PythonValue {
  const hasTruth = sample.labels.some(({ isTruth }) => isTruth);
  return {
    id: sample.id,
    name: String(sample.id),
    image: imageAddress(trainId, sample.imagePath, 'original'),
    inferences: labels.flatMap((label) => {
      if (label.confidence === null || !(label.isTruth || label.isPredicted)) return [];
      return {
        label: label.name,
        confidence: new Float(label.confidence),
        ...explanationsOf(label),
        // A true negative has no type here, but is FN to the predecessor.
        prediction_type: label.type ?? (hasTruth ? 'FN' : null),
        ...uncertaintyOf(label),
      };
    }),
  };
}

function uncertaintyOf({ uncertainty }: SampleLabel): Record<string, PythonValue> {
  const { sd, low, high } = uncertainty ?? { sd: null, low: null, high: null };
  if (sd === null || low === null || high === null) return {};
  return { confidence_sd: new Float(sd), confidence_itl95: [new Float(low), new Float(high)] };
}

function mapsOf(loader: ExplainLoader, sample: Sample, label: number) {
  return sample.maps
    .filter((map) => map.label === label)
    .map(({ explainer, path }) => ({ explainer: loader.explainers[explainer] ?? '', path }));
}

function layersOf(sample: Sample, label: number): Counterfactual['layers'] | undefined {
  return sample.counterfactuals.find((counterfactual) => counterfactual.label === label)?.layers;
}

function layerOf({ confidence, boxes }: Counterfactual['layers'][number]) {
  return { confidence: confidence === null ? null : new Float(confidence), boxes };
}

function imageAddress(trainId: string, path: string, type: 'original' | 'overlay' | 'outcome'): string {
  return `${BASE_PATH}${PREFIX}/image?${queryString({ train_id: trainId, path, type })}`;
}
