import { type Json, toJson } from '../json';
import type { Counterfactual, DecodedSample, Sample } from './sample';

const MAPS_AT_ONCE = 300;
const BOXES_AT_ONCE = 2_000;

/** A sample as JSON, in steps that may be interrupted: it may have thousands of maps and a hundred thousand boxes. */
export function* sampleJson({ maps, counterfactuals, ...rest }: DecodedSample): Generator<void, Json<Sample>> {
  const parts: string[] = [];
  for (let from = 0; from < maps.length; from += MAPS_AT_ONCE) {
    parts.push(listItems(maps.slice(from, from + MAPS_AT_ONCE)));
    yield;
  }
  const shown: string[] = [];
  for (const counterfactual of counterfactuals) shown.push(yield* counterfactualJson(counterfactual));
  return `${toJson(rest).slice(0, -1)},"maps":[${parts.join(',')}],"counterfactuals":[${shown.join(',')}]}`;
}

function* counterfactualJson({ label, mask, layers }: Counterfactual<Int32Array>): Generator<void, string> {
  const parts: string[] = [];
  for (const { confidence, boxes } of layers)
    parts.push(`{"confidence":${confidence},"boxes":[${yield* boxesJson(boxes)}]}`);
  return `${toJson({ label, mask }).slice(0, -1)},"layers":[${parts.join(',')}]}`;
}

/** Boxes as the items of a list. */
function* boxesJson(numbers: Int32Array): Generator<void, string> {
  const parts: string[] = [];
  for (let from = 0; from < numbers.length; from += 4 * BOXES_AT_ONCE) {
    const boxes: string[] = [];
    const end = Math.min(numbers.length, from + 4 * BOXES_AT_ONCE);
    for (let i = from; i < end; i += 4)
      boxes.push(`[${numbers[i]},${numbers[i + 1]},${numbers[i + 2]},${numbers[i + 3]}]`);
    parts.push(boxes.join(','));
    yield;
  }
  return parts.join(',');
}

/** A list as JSON, without its brackets. */
function listItems(list: readonly unknown[]): string {
  return toJson(list).slice(1, -1);
}
