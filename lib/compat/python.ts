import { Room } from './room';

/* Formats values like Python, as the predecessor sends them: JSON byte for byte, values in sentences, query strings. */

/** A number that is a float in Python: it is written as `1.0`, not `1`. */
export class Float {
  constructor(readonly value: number) {}
}

/** A value that is already JSON. */
export class Written {
  constructor(readonly json: string) {}
}

export type PythonValue =
  | string
  | number
  | boolean
  | null
  | Float
  | Written
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

/** JSON as written by Python's `json.dumps` with the shortest separators: ASCII only, keys in insertion order. */
export function toJson(value: PythonValue): string {
  if (value instanceof Float) return floatText(value.value);
  if (value instanceof Written) return value.json;
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, entry]) => `${asciiText(key)}:${toJson(entry)}`);
    return `{${entries.join(',')}}`;
  }
  return typeof value === 'string' ? asciiText(value) : String(value);
}

/** Entries of a list that are written at a time: a few milliseconds. */
const ENTRIES_AT_ONCE = 500;

/**
 * A list as JSON, in steps that may be interrupted: it may have an entry for each label of a job.
 *
 * @param room of the answer, where that has several lists
 * @throws CompatError if the list takes more than is left of it
 */
export function* writtenList(entries: Iterable<PythonValue>, room = new Room()): Generator<void, Written> {
  const parts: string[] = [];
  for (const entry of entries) {
    const json = toJson(entry);
    room.take(json.length);
    parts.push(json);
    if (parts.length % ENTRIES_AT_ONCE === 0) yield;
  }
  return new Written(`[${parts.join(',')}]`);
}

function asciiText(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Like Python's `repr`: always with a point or an exponent, with an exponent below 0.0001 and from 1e16 on; `null` for NaN and infinities. */
function floatText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  const [digits, exponent] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** A JSON value as formatted by Python's `str`, for sentences. */
export function pythonText(value: unknown): string {
  return typeof value === 'string' ? value : pythonRepr(value);
}

function pythonRepr(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`;
  if (typeof value === 'object') {
    const entries = Object.entries(value).map(([key, entry]) => `${quoted(key)}: ${pythonRepr(entry)}`);
    return `{${entries.join(', ')}}`;
  }
  return typeof value === 'number' && !Number.isInteger(value) ? floatText(value) : String(value);
}

/** In single quotes, or in double quotes if only those need no escaping. */
function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const escaped = text.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character]);
  return quote + (quote === "'" ? escaped.replaceAll("'", "\\'") : escaped) + quote;
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Python's `urllib.parse.urlencode`. */
export function queryString(parameters: Record<string, string>): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${name}=${plus(value)}`)
    .join('&');
}

function plus(text: string): string {
  const escapeByte = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, escapeByte)
    .replaceAll('%20', '+');
}
