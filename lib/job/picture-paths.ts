import type { DecodedSample } from './sample';

/**
 * A picture of a sample beside its original, for a label: the saliency map of an explainer, a layer of the counterfactual, or the mask of
 * the ground truth region.
 */
export type OtherPicture =
  | { label: number; explainer: number }
  | { label: number; layer: number }
  | { label: number; part: 'region' };

/** Where the pictures of a sample are. Plain data, which is sent between threads: far less than all of the sample. */
export interface PicturePaths {
  /** Of the original, relative to the job's directory, as recorded. */
  original: string;
  /** Of the saliency map that is asked for; null if it is not recorded. */
  heatmap: string | null;
  /** The layer that is asked for; null if it is not recorded. Its boxes have four numbers each. */
  layer: { mask: string; boxes: Int32Array } | null;
  /** Of the mask of the region that is asked for; null if it is not recorded. */
  region: string | null;
}

/** Where the original of a sample and another picture of it are. */
export function picturePaths(
  { imagePath, maps, counterfactuals, regions }: DecodedSample,
  other: OtherPicture | null,
): PicturePaths {
  const paths: PicturePaths = { original: imagePath, heatmap: null, layer: null, region: null };
  if (other === null) return paths;
  if ('explainer' in other) {
    const map = maps.find(({ explainer, label }) => explainer === other.explainer && label === other.label);
    return { ...paths, heatmap: map?.path ?? null };
  }
  if ('part' in other)
    return { ...paths, region: regions?.find(({ label }) => label === other.label)?.maskPath ?? null };
  const counterfactual = counterfactuals.find(({ label }) => label === other.label);
  const layer = counterfactual?.layers[other.layer];
  return layer ? { ...paths, layer: { mask: counterfactual.mask, boxes: layer.boxes } } : paths;
}
