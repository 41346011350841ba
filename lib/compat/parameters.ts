import { ALL_TYPES, TYPE_BIT } from '../job/prediction';
import type { SampleSort } from '../job/query';
import { badType, badValue, missing } from './error';
import { pythonText } from './python';

/*
 * Validates parameters like the predecessor, in the same order and with the same sentences. A JSON number may also be a string or a
 * boolean; its fraction is dropped.
 */

/** A request for samples. */
export interface SamplesRequest {
  trainId: string;
  /** Names; null for no filter. Names that the job does not have match nothing. */
  labels: string[] | null;
  /** Bits of `TYPE_BIT`. */
  types: number;
  limit: number;
  /** Number of pages before the requested page. */
  offset: number;
  sort: SampleSort;
}

export type Body = Record<string, unknown>;

const MAX_BODY_BYTES = 2 ** 20;

/** Reads the body of a request. Throws CompatError if it is longer than MAX_BODY_BYTES. */
export async function readBody(stream: ReadableStream<Uint8Array> | null): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream?.getReader();
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    chunks.push(read.value);
    length += read.value.length;
    if (length > MAX_BODY_BYTES) throw badValue(`Json data is longer than ${MAX_BODY_BYTES} bytes.`);
  }
  return Buffer.concat(chunks);
}

/** The JSON object of a request. An empty body is an empty object. */
export function parseBody(content: Uint8Array): Body {
  let body: unknown;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(content);
    body = text === '' ? {} : JSON.parse(text);
  } catch {
    throw badValue('Json data parse failed.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw badType('body', 'JSON object');
  return Object.assign(Object.create(null), body);
}

const SORTED_NAMES = ['', 'confidence', 'uncertainty'] as const;
const SORTED_TYPES = ['ascending', 'descending'] as const;
const TYPES = ['TP', 'FN', 'FP'] as const;

export function parseSamplesRequest(body: Body): SamplesRequest {
  const trainId = body.train_id ?? null;
  if (trainId === null) throw missing('train_id');
  const labels = strings(body.labels, 'labels', "<class 'list'>");
  const limit = limitOf(body.limit === undefined ? 10 : body.limit, 100);
  const offset = offsetOf(body.offset);
  const sortedName = oneOf(SORTED_NAMES, body.sorted_name === undefined ? '' : body.sorted_name, 'sorted_name');
  const sortedType = oneOf(
    SORTED_TYPES,
    body.sorted_type === undefined ? 'descending' : body.sorted_type,
    'sorted_type',
  );
  const types = typesOf(body.prediction_types ?? null);
  return {
    trainId: trainIdOf(trainId),
    labels: labels !== null && labels.length > 0 ? labels : null,
    types,
    limit,
    offset,
    sort: { by: sortedName === '' ? 'id' : sortedName, descending: sortedType === 'descending' },
  };
}

/** The id of the requested job, any string. */
function trainIdOf(value: unknown): string {
  if (typeof value !== 'string') throw badType('train_id', "<class 'str'>");
  return value;
}

/** The explainers whose maps are requested; null for all. */
export function parseExplainers(body: Body): string[] | null {
  const explainers = strings(body.explainers, 'explainers', "(<class 'list'>, None)");
  return explainers !== null && explainers.length > 0 ? explainers : null;
}

/** Whether to omit samples and labels without a counterfactual. */
export function parseDropEmpty({ drop_empty = true }: Body): boolean {
  if (typeof drop_empty !== 'boolean') throw badType('drop_empty', "<class 'bool'>");
  return drop_empty;
}

/** A list of strings; null if absent. */
function strings(value: unknown, name: string, expected: string): string[] | null {
  if (value === undefined || value === null) return null;
  if (!Array.isArray(value)) throw badType(name, expected);
  return value.map((item: unknown) => {
    if (typeof item !== 'string') throw badType(`element of ${name}`, "<class 'str'>");
    return item;
  });
}

/** Three or more types mean no filter, whichever they are. */
function typesOf(value: unknown): number {
  if (value === null) return ALL_TYPES;
  if (!Array.isArray(value)) throw badType('element of labels', "<class 'list'>"); // a bug of the predecessor: the wrong name
  const types = value.map((item: unknown) => oneOf(TYPES, item, 'element of prediction_types'));
  if (types.length === 0 || types.length >= TYPES.length) return ALL_TYPES;
  return types.reduce((bits, type) => bits | TYPE_BIT[type], 0);
}

function oneOf<T extends string>(options: readonly T[], value: unknown, name: string): T {
  const option = options.find((candidate) => candidate === value);
  if (option !== undefined) return option;
  const list = options.map((candidate) => `'${candidate}'`).join(', ');
  throw badValue(`Valid options for ${name} are (${list}), but got ${pythonText(value)}.`);
}

/** Rows per page; 100 for null. */
export function limitOf(value: unknown, max: number): number {
  if (value === null) return 100;
  const limit = integerOf(value, 'limit');
  if (limit < 1 || limit > max) throw badValue(`'limit' should in [1, ${max}].`);
  return limit;
}

export function offsetOf(value: unknown): number {
  if (value === undefined || value === null) return 0;
  const offset = integerOf(value, 'offset');
  if (offset < 0) throw badValue("'offset' should be greater than or equal to 0.");
  return offset;
}

function integerOf(value: unknown, name: string): number {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number' && Number.isFinite(value)) return Math.trunc(value);
  if (typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value)) return Number(value);
  throw badType(name, 'Integer');
}
