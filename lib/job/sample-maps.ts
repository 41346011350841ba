import { MAX_EXPLAINERS } from './limits';
import type { AttributionRange, DecodedSample } from './sample';

/** The maps of a sample and what is needed to count their evidence. Plain data, which is sent between threads. */
export interface SampleMaps {
  id: number;
  /** See `sampleMark`. */
  mark: number;
  /** Path of the original, relative to the job's directory, as are those of the maps. */
  imagePath: string;
  maps: { explainer: number; label: number; path: string; range: AttributionRange | null }[];
  /** The boxes of the last layer of the counterfactual of each label with maps; labels without boxes are omitted. Four numbers each. */
  boxes: { label: number; boxes: Int32Array }[];
}

/** The maps of the first of some samples, and the ids of those whose maps are to be asked for next. */
export interface MapsPart {
  samples: SampleMaps[];
  rest: number[];
}

const NO_BOXES = new Int32Array(0);

/** What a survey reads of a sample. */
export function mapsOf({ id, imagePath, maps, counterfactuals }: DecodedSample, mark: number): SampleMaps {
  const mapped = new Set(maps.map(({ label }) => label));
  const boxes = counterfactuals
    .filter(({ label }) => mapped.has(label))
    .map(({ label, layers }) => ({ label, boxes: layers.at(-1)?.boxes ?? NO_BOXES }))
    .filter((last) => last.boxes.length > 0);
  // Of maps of the same explainer and label, the first is the one that is shown.
  const first = new Map(maps.toReversed().map((map) => [map.label * MAX_EXPLAINERS + map.explainer, map]));
  const places = maps
    .filter((map) => first.get(map.label * MAX_EXPLAINERS + map.explainer) === map)
    .map(({ explainer, label, path, range }) => ({ explainer, label, path, range }));
  return { id, mark, imagePath, maps: places, boxes };
}
