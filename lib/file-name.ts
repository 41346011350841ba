/*
 * File names are bytes, usually UTF-8. In a string, a byte that is not UTF-8 is the lone surrogate U+DC80 to U+DCFF whose last eight
 * bits it is (PEP 383, as in Python), so that every name can be read, addressed and written back.
 */
const RAW_BYTE = /[\udc80-\udcff]/u;
const RAW_BYTES = /[\udc80-\udcff]/gu;
const RAW = 0xdc00;

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/** Whether a name or path has bytes that are not UTF-8. */
export function hasRawBytes(name: string): boolean {
  return RAW_BYTE.test(name);
}

/** The name that these bytes are. */
export function decodeName(bytes: Uint8Array): string {
  let name = '';
  let from = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) {
      if (at > from) name += decoder.decode(bytes.subarray(from, at));
      name += String.fromCharCode(RAW + bytes[at]);
      from = at + 1;
    }
    at += length || 1;
  }
  return from === bytes.length ? name : name + decoder.decode(bytes.subarray(from));
}

/** Bytes of the UTF-8 character that begins at a byte; 0 if none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at];
  if (first < 0x80) return 1;
  if (first < 0xc2 || first > 0xf4) return 0;
  const length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (at + length > bytes.length) return 0;
  // What could be written shorter, surrogates and what is beyond the last character are not UTF-8.
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (bytes[at + 1] < least || bytes[at + 1] > most) return 0;
  for (let next = at + 2; next < at + length; next++) if (bytes[next] >> 6 !== 0b10) return 0;
  return length;
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
