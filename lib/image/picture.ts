/** What a file is by its first bytes: only these kinds are served, whatever the file is called. */
const SIGNATURES: readonly { type: string; bytes: readonly (number | null)[] }[] = [
  { type: 'image/jpeg', bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/png', bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
  { type: 'image/gif', bytes: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', bytes: [0x52, 0x49, 0x46, 0x46, null, null, null, null, 0x57, 0x45, 0x42, 0x50] },
  { type: 'image/bmp', bytes: [0x42, 0x4d] },
];

/** The media type of a raster picture, or null where the bytes are none. */
export function pictureType(content: Uint8Array): string | null {
  const found = SIGNATURES.find(({ bytes }) => bytes.every((byte, i) => byte === null || content[i] === byte));
  return found?.type ?? null;
}
