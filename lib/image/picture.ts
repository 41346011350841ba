/** Detects the type of a file by its first bytes: only these types are served, regardless of the file name. */
const SIGNATURES: readonly { type: string; bytes: readonly (number | null)[] }[] = [
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/gif', bytes: [0x47, 0x49, 0x46, 0x38, 0x37, 0x61] },
  { type: 'image/gif', bytes: [0x47, 0x49, 0x46, 0x38, 0x39, 0x61] },
  { type: 'image/webp', bytes: [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50] },
];

/** Sizes of the second header of a BMP, one for each version. */
const BMP_HEADERS = [12, 16, 40, 52, 56, 64, 108, 124];

/** Whether a file is a BMP. Many texts start with the same two letters, so its first two headers are checked. */
function isBmp(content: Uint8Array): boolean {
  if (content.length < 26 || content[0] !== 0x42 || content[1] !== 0x4d) return false;
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return view.getUint32(6, true) === 0 && BMP_HEADERS.includes(view.getUint32(14, true));
}

/** The media type of a raster picture, or null if the bytes are none. */
export function pictureType(content: Uint8Array): string | null {
  const found = SIGNATURES.find(({ bytes }) => bytes.every((byte, i) => byte === null || content[i] === byte));
  return found?.type ?? (isBmp(content) ? 'image/bmp' : null);
}
