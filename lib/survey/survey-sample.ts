import type { SampleMaps } from '../job/sample-maps';
import { ComparableSketches, MEASURES } from '../sketch/agreement';
import { coverOf, evidenceInside, unpacked } from '../sketch/cover';
import { CELLS, sketchOf } from '../sketch/sketch';
import { statisticsOf } from '../sketch/statistics';
import { Mean } from '../sketch/summary';
import { faultOf, isOfStore, isStorageError } from '../storage/storage';
import type { MapFiles } from './map-files';
import { MAP_STATE, type SurveyedMap, type SurveyedPair, type SurveyedSample } from './survey-block';

/** A map that could not be read. */
export interface Failure {
  sample: number;
  label: number;
  explainer: number;
  message: string;
}

/** A surveyed sample, the sketches of its maps in order, and what could not be read. */
export interface Surveyed {
  sample: SurveyedSample;
  sketches: Uint8Array[];
  failures: Failure[];
}

type Place = SampleMaps['maps'][number];

const NO_SKETCH = new Uint8Array(CELLS);

/** Where the maps of a label are compared. */
const comparable = new ComparableSketches();

/**
 * Reads all maps of a sample and counts everything that is stored of them. A map that cannot be read is a failure; nothing is thrown for it.
 *
 * @throws StorageError while an object store cannot be reached: that says nothing about a map
 */
export async function surveySample(files: MapFiles, root: string, maps: SampleMaps): Promise<Surveyed> {
  const byLabel = new Map<number, Place[]>();
  for (const place of maps.maps) {
    const others = byLabel.get(place.label);
    if (others) others.push(place);
    else byLabel.set(place.label, [place]);
  }
  const result: Surveyed = { sample: { id: maps.id, mark: maps.mark, pairs: [] }, sketches: [], failures: [] };
  const size = maps.boxes.length > 0 ? await files.sizeOfOriginal(root, maps.imagePath).catch(nullUnlessOfStore) : null;
  for (const [label, places] of [...byLabel].sort(([a], [b]) => a - b)) {
    const last = maps.boxes.find((boxes) => boxes.label === label);
    const cover = size && last ? coverOf(unpacked(last.boxes), size.width, size.height) : null;
    result.sample.pairs.push(await surveyPair(files, root, maps.id, label, places, cover, result));
  }
  return result;
}

async function surveyPair(
  files: MapFiles,
  root: string,
  sample: number,
  label: number,
  places: readonly Place[],
  cover: Float64Array | null,
  result: Surveyed,
): Promise<SurveyedPair> {
  const maps: SurveyedMap[] = [];
  const sketches: Uint8Array[] = [];
  for (const { explainer, path, range } of [...places].sort((a, b) => a.explainer - b.explainer)) {
    let checksum = 0;
    try {
      const { levels, isLossy } = await files.read(root, path, (found) => {
        checksum = found;
      });
      const sketch = levels === null ? NO_SKETCH : sketchOf(levels, range ?? { signed: false });
      maps.push({ explainer, isLossy, checksum, ...countMap(sketch, cover) });
      sketches.push(sketch);
    } catch (error) {
      if (isOfStore(error)) throw error;
      result.failures.push({ sample, label, explainer, message: messageOf(error, path) });
      maps.push({ ...NOTHING, explainer, state: MAP_STATE.unreadable, isLossy: false, checksum });
      sketches.push(NO_SKETCH);
    }
  }
  result.sketches.push(...sketches);
  const area = cover === null ? Number.NaN : cover.reduce((sum, share) => sum + share, 0) / CELLS;
  return { label, area: area > 0 ? area : Number.NaN, ...agreementOf(sketches), maps };
}

/** Why a map could not be read. Its path is the one inside the job: where the job is, is nothing that a page should tell. */
function messageOf(error: unknown, path: string): string {
  if (isStorageError(error)) return faultOf({ ...error, path });
  return error instanceof Error ? error.message : String(error);
}

function nullUnlessOfStore(error: unknown): null {
  if (isOfStore(error)) throw error;
  return null;
}

const NOTHING = { border: Number.NaN, gini: Number.NaN, spread: Number.NaN, inside: Number.NaN };

function countMap(sketch: Uint8Array, cover: Float64Array | null) {
  const statistics = statisticsOf(sketch);
  if (!statistics) return { ...NOTHING, state: MAP_STATE.withoutEvidence };
  const { border, gini, spread } = statistics;
  return {
    ...{ state: MAP_STATE.counted, border, gini, spread },
    inside: cover === null ? Number.NaN : (evidenceInside(cover, sketch)?.inside ?? Number.NaN),
  };
}

/** Means of the measures over all pairs of the maps of a label; NaN where none is defined. */
function agreementOf(sketches: readonly Uint8Array[]): Record<(typeof MEASURES)[number], number> {
  const means = { rho: new Mean(), iou: new Mean(), overlap: new Mean() };
  comparable.set(0, Buffer.concat(sketches));
  for (let a = 0; a < sketches.length; a++) {
    for (let b = a + 1; b < sketches.length; b++) {
      const found = comparable.compare(a, b);
      for (const measure of MEASURES) means[measure].add(found[measure][0]);
    }
  }
  return { rho: means.rho.value, iou: means.iou.value, overlap: means.overlap.value };
}
