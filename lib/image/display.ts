/** Inferno, magma and viridis are perceptually uniform; ramp is the predecessor's, from purple to yellow. */
export const COLOUR_MAPS = ['inferno', 'magma', 'viridis', 'turbo', 'grey', 'ramp'] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];

/**
 * For signed maps, from against the label (blue) to for it (red). Where a map is neutral, `photo` leaves the grey original untouched,
 * `berlin` is dark and `redBlue` is white.
 */
export const DIVERGING_MAPS = ['photo', 'berlin', 'redBlue'] as const;
export type DivergingMap = (typeof DIVERGING_MAPS)[number];

/** What is shown of signed maps; the last three in the colours of unsigned ones. */
export const SIGNS = ['all', 'positive', 'negative', 'absolute'] as const;
export type Sign = (typeof SIGNS)[number];

/** Whether each map is shown on a scale of its own, or all maps of an explainer with a known range on one. */
export const SCALES = ['own', 'shared'] as const;
export type ScaleChoice = (typeof SCALES)[number];

/** See `shownLevels`. Each is computed from the histogram of one map, or of those that share a scale. */
export const CONTRASTS = ['clip', 'stored', 'gamma', 'equalised'] as const;
export type Contrast = (typeof CONTRASTS)[number];

/** The usual `blend`, percent. */
export const DEFAULT_BLEND = 75;

/** How saliency maps are shown. Nothing here makes magnitudes comparable between explainers. */
export interface Display {
  colour: ColourMap;
  diverging: DivergingMap;
  sign: Sign;
  scale: ScaleChoice;
  contrast: Contrast;
  /**
   * How much of the original shows where a map is not salient, percent: 0 hides it. With the diverging map `photo` the original is
   * untouched from `DEFAULT_BLEND` on, and fades to plain grey below it.
   */
  blend: number;
  /** Only this share of the pixels of each map, or of those that share a scale, the most salient, is shown; percent. */
  top: number;
  /** Whether lines are drawn around the most salient pixels. */
  contours: boolean;
}
