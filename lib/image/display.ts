/** Inferno, magma and viridis are perceptually uniform; ramp is the predecessor's, from purple to yellow. */
export const COLOUR_MAPS = ['inferno', 'magma', 'viridis', 'turbo', 'grey', 'ramp'] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];

/** See `shownLevels`. Each is computed for one map alone, from its own histogram. */
export const CONTRASTS = ['clip', 'stored', 'gamma', 'equalised'] as const;
export type Contrast = (typeof CONTRASTS)[number];

/** How saliency maps are shown. Nothing here makes magnitudes comparable across maps. */
export interface Display {
  colour: ColourMap;
  contrast: Contrast;
  /** How much of the original shows where a map is not salient, percent: 0 hides it. */
  blend: number;
  /** Only this share of the pixels of each map, the most salient, is shown; percent. */
  top: number;
  /** Whether lines are drawn around the most salient pixels. */
  contours: boolean;
}
