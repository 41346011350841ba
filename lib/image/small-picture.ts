/** A picture that was made small for a report, in which it is part of the text. */
export interface SmallPicture {
  type: 'image/png' | 'image/webp';
  content: Uint8Array<ArrayBuffer>;
  /** Of the picture, pixels. */
  width: number;
  height: number;
  /** Of the recorded one. */
  recordedWidth: number;
  recordedHeight: number;
  /** Whether it is a map that was recorded in colour. */
  isColoured: boolean;
  /** The level of a constant map; null for everything else. */
  constant: number | null;
}
