/* The bounds of reports. Without schemas, so that the browser can import it. */

/** Samples of a report, by default and at most. */
export const REPORT_SAMPLES = 20;
export const MAX_REPORT_SAMPLES = 200;

/** Saliency maps of a report, so that its size has a bound: see `lib/answer/report-pictures.ts`. */
export const MAX_REPORT_MAPS = 2_000;

export const REPORT_LANGUAGES = ['en', 'zh'] as const;
export const MAX_REPORT_TITLE = 200;
