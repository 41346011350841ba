import { type Json, toJson } from '../json';
import type { Sample } from './sample';

const MAPS_AT_ONCE = 300;

/** A sample as JSON, exactly as `toJson`, in steps that may be interrupted: it may have a hundred thousand maps. */
export function* sampleJson({ maps, counterfactuals, ...rest }: Sample): Generator<void, Json<Sample>> {
  const parts: string[] = [];
  for (let from = 0; from < maps.length; from += MAPS_AT_ONCE) {
    parts.push(listItems(maps.slice(from, from + MAPS_AT_ONCE)));
    yield;
  }
  const layers: string[] = [];
  for (const counterfactual of counterfactuals) {
    layers.push(toJson(counterfactual));
    yield;
  }
  return `${toJson(rest).slice(0, -1)},"maps":[${parts.join(',')}],"counterfactuals":[${layers.join(',')}]}`;
}

/** A list as JSON, without its brackets. */
function listItems(list: readonly unknown[]): string {
  return toJson(list).slice(1, -1);
}
