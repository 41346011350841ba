/*
 * File names are bytes, usually UTF-8. In a string, a byte that is not UTF-8 is the lone surrogate U+DC80 to U+DCFF whose last eight
 * bits it is (PEP 383, as in Python), so that every name can be read, addressed and written back.
 */
const RAW_BYTE = /[\udc80-\udcff]/u;
const RAW_BYTES = /[\udc80-\udcff]/gu;
const RAW = 0xdc00;
const MAX_CHARACTER_BYTES = 4;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** Whether a name or path has bytes that are not UTF-8. */
export function hasRawBytes(name: string): boolean {
  return RAW_BYTE.test(name);
}

/** The name that these bytes are. */
export function decodeName(bytes: Uint8Array): string {
  const whole = decodeStrictly(bytes);
  if (whole !== null) return whole;
  let name = '';
  for (let at = 0; at < bytes.length; ) {
    let length = MAX_CHARACTER_BYTES;
    let character: string | null = null;
    for (; length > 0 && character === null; length--) {
      const decoded = decodeStrictly(bytes.subarray(at, at + length));
      // Several characters are taken one by one, so that the next byte may be raw.
      if (decoded !== null && [...decoded].length === 1) character = decoded;
    }
    name += character ?? String.fromCharCode(RAW + bytes[at]);
    at += character === null ? 1 : encoder.encode(character).length;
  }
  return name;
}

/** The bytes of a name or path. */
export function encodeName(name: string): Uint8Array {
  if (!hasRawBytes(name)) return encoder.encode(name);
  const bytes: number[] = [];
  for (const character of name) {
    if (hasRawBytes(character)) bytes.push(character.charCodeAt(0) - RAW);
    else bytes.push(...encoder.encode(character));
  }
  return Uint8Array.from(bytes);
}

/** A name or path for people: a byte that is not UTF-8 is shown as in `run_\xff`. */
export function displayName(name: string): string {
  return name.replace(RAW_BYTES, (raw) => `\\x${(raw.charCodeAt(0) - RAW).toString(16)}`);
}

function decodeStrictly(bytes: Uint8Array): string | null {
  try {
    return strict.decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
