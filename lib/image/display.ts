/** Inferno, magma and viridis are perceptually uniform; ramp is the predecessor's, from purple to yellow. */
export const COLOUR_MAPS = ['inferno', 'magma', 'viridis', 'turbo', 'grey', 'ramp'] as const;
export type ColourMap = (typeof COLOUR_MAPS)[number];

/**
 * For signed maps, from against the label (blue) to for it (red). Where a map is neutral, `photo` shows the unchanged grey original,
 * `berlin` is dark and `redBlue` is white.
 */
export const DIVERGING_MAPS = ['photo', 'berlin', 'redBlue'] as const;
export type DivergingMap = (typeof DIVERGING_MAPS)[number];

/** The displayed part of signed maps; the last three use the colours of unsigned ones. */
export const SIGNS = ['all', 'positive', 'negative', 'absolute'] as const;
export type Sign = (typeof SIGNS)[number];

/** Whether each map has a scale of its own, or all maps of an explainer with a known range share one. */
export const SCALES = ['own', 'shared'] as const;
export type ScaleChoice = (typeof SCALES)[number];

/** See `shownLevels`. Each is computed from the histogram of one map, or of the maps that share a scale. */
export const CONTRASTS = ['clip', 'stored', 'gamma', 'equalised'] as const;
export type Contrast = (typeof CONTRASTS)[number];

/** The default `blend`, percent. */
export const DEFAULT_BLEND = 75;

/** The display settings of saliency maps. None of them makes magnitudes comparable between explainers. */
export interface Display {
  colour: ColourMap;
  diverging: DivergingMap;
  sign: Sign;
  scale: ScaleChoice;
  contrast: Contrast;
  /**
   * The opacity of the original where a map is not salient, percent: 0 hides it. With the diverging map `photo` the original is
   * unchanged from `DEFAULT_BLEND` on, and fades to plain grey below it.
   */
  blend: number;
  /** The share of the pixels of each map, or of those that share a scale, to show, the most salient first; percent. */
  top: number;
  /** Whether contour lines are drawn around the most salient pixels. */
  contours: boolean;
  /** Whether ground truth boxes and masks are drawn over originals. */
  regions: boolean;
}
