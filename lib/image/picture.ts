/** Bytes at a position of a file. */
type Signature = readonly { at: number; bytes: string }[];

/** The types of pictures that are shown, and their names. */
export const PICTURE_TYPES = ['image/jpeg', 'image/png', 'image/gif', 'image/webp'] as const;
export const SUPPORTED = 'JPEG, PNG, GIF and WebP';

/** Signatures of these types: only they are served, regardless of the file name. */
const SIGNATURES: readonly { type: (typeof PICTURE_TYPES)[number]; signature: Signature }[] = [
  { type: 'image/jpeg', signature: [{ at: 0, bytes: '\xff\xd8\xff' }] },
  { type: 'image/png', signature: [{ at: 0, bytes: '\x89PNG\r\n\x1a\n' }] },
  { type: 'image/gif', signature: [{ at: 0, bytes: 'GIF87a' }] },
  { type: 'image/gif', signature: [{ at: 0, bytes: 'GIF89a' }] },
  { type: 'image/webp', signature: riff('WEBP') },
];

/** Signatures of other types of pictures, to name them. Of a BMP, the four bytes after its size are reserved and 0. */
const OTHERS: readonly { name: string; signature: Signature }[] = [
  {
    name: 'BMP',
    signature: [
      { at: 0, bytes: 'BM' },
      { at: 6, bytes: '\0\0\0\0' },
    ],
  },
  { name: 'TIFF', signature: [{ at: 0, bytes: 'II*\0' }] },
  { name: 'TIFF', signature: [{ at: 0, bytes: 'MM\0*' }] },
  { name: 'AVIF', signature: [{ at: 4, bytes: 'ftypavif' }] },
  { name: 'HEIC', signature: [{ at: 4, bytes: 'ftyphei' }] },
  { name: 'HEIC', signature: [{ at: 4, bytes: 'ftypmif1' }] },
  { name: 'JPEG 2000', signature: [{ at: 4, bytes: 'jP  \r\n' }] },
  { name: 'JPEG XL', signature: [{ at: 4, bytes: 'JXL \r\n' }] },
];

function riff(format: string): Signature {
  return [
    { at: 0, bytes: 'RIFF' },
    { at: 8, bytes: format },
  ];
}

function has(content: Uint8Array, signature: Signature): boolean {
  return signature.every(({ at, bytes }) => [...bytes].every((byte, i) => content[at + i] === byte.charCodeAt(0)));
}

/** The media type of a picture that is shown, or null if the bytes are none. */
export function pictureType(content: Uint8Array): (typeof PICTURE_TYPES)[number] | null {
  return SIGNATURES.find(({ signature }) => has(content, signature))?.type ?? null;
}

/** The name of the type of a picture that is not shown; null if the bytes are no known picture. */
export function unsupportedType(content: Uint8Array): string | null {
  return OTHERS.find(({ signature }) => has(content, signature))?.name ?? null;
}
