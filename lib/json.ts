/**
 * A value as JSON text. Pages of samples are passed on as JSON: sending text to another thread copies bytes, while objects are
 * serialized and deserialized (0.5 ms for fifty samples).
 */
export type Json<T> = string & { readonly ofValue?: T };

export function toJson<T>(value: T): Json<T> {
  return JSON.stringify(value);
}

export function fromJson<T>(json: Json<T>): T {
  return JSON.parse(json);
}

/** Entries of a list that become JSON at a time: a millisecond. */
const ENTRIES_AT_ONCE = 1_000;

/** A list as JSON, exactly as `toJson`, in steps that may be interrupted. */
export function* listJson<T>(list: readonly T[]): Generator<void, Json<T[]>> {
  const parts: string[] = [];
  for (let from = 0; from < list.length; from += ENTRIES_AT_ONCE) {
    parts.push(JSON.stringify(list.slice(from, from + ENTRIES_AT_ONCE)).slice(1, -1));
    yield;
  }
  return `[${parts.join(',')}]`;
}

/** The JSON of an object with all properties of two, of which the second is already JSON. */
export function withJson<T extends object, V extends object>(object: T, json: Json<V>): Json<T & V> {
  const start = JSON.stringify(object).slice(0, -1);
  return `${start}${start === '{' || json === '{}' ? '' : ','}${json.slice(1)}`;
}

/** The JSON of an object with one more property at its end, whose value is already JSON. */
export function withProperty<T extends object, N extends string, V>(
  object: T,
  name: N,
  value: Json<V>,
): Json<T & Record<N, V>> {
  const start = JSON.stringify(object).slice(0, -1);
  return `${start}${start === '{' ? '' : ','}${JSON.stringify(name)}:${value}}`;
}
