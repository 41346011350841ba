import { z } from 'zod';
import { COLOUR_MAPS, CONTRASTS, DEFAULT_BLEND, DIVERGING_MAPS, type Display, SCALES, SIGNS } from '../image/display';
import { compareSamplesRequest } from './compare-requests';
import {
  MAX_REPORT_MAPS,
  MAX_REPORT_SAMPLES,
  MAX_REPORT_TITLE,
  REPORT_LANGUAGES,
  REPORT_SAMPLES,
} from './report-choices';
import { flag, orderRequest, whole } from './requests';

/* The schemas of the requests for reports: those of the samples, and how the report shows them. */

const choice = <T extends readonly string[]>(values: T) => z.enum(values, { error: `one of ${values.join(', ')}` });

const INDICES = 'numbers of explainers with commas between them';
const PICKS = 'a sample and a label joined by a full stop, with commas between them';

const shown = {
  limit: whole(1, MAX_REPORT_SAMPLES)
    .default(REPORT_SAMPLES)
    .describe(
      `Samples, the first ones that match. With more explainers, fewer are possible: a report has at most ${MAX_REPORT_MAPS} maps.`,
    ),
  title: z
    .string()
    .max(MAX_REPORT_TITLE, { error: `a text of at most ${MAX_REPORT_TITLE} characters` })
    .default('')
    .describe('Title of the report; by default the path of the job.'),
  language: choice(REPORT_LANGUAGES).default('en').describe('Language of the report.'),
  colour: choice(COLOUR_MAPS).default('inferno').describe('Colour map of unsigned maps.'),
  diverging: choice(DIVERGING_MAPS).default('photo').describe('Colour map of signed maps.'),
  sign: choice(SIGNS).default('all').describe('The shown part of signed maps.'),
  scale: choice(SCALES).default('own').describe('Whether the maps of an explainer share a scale.'),
  contrast: choice(CONTRASTS).default('clip').describe('Contrast of the maps.'),
  blend: whole(0, 100)
    .default(DEFAULT_BLEND)
    .describe('Opacity of the original where a map is not salient, percent; a reader of the report can change it.'),
  top: whole(1, 100).default(100).describe('Share of the pixels of each map that is shown, percent.'),
  contours: flag.default(false).describe('Whether the maps have contour lines.'),
};

const listOf = (pattern: RegExp, error: string) =>
  z.string().max(8_000, { error }).regex(pattern, { error }).optional();

export const reportRequest = z.object({
  ...orderRequest.shape,
  ...shown,
  explainers: listOf(/^\d{1,4}(,\d{1,4})*$/, INDICES)
    .transform((text) => text?.split(',').map(Number))
    .describe('Numbers of the shown explainers in their order, with commas between them; all by default.'),
  picks: listOf(/^-?\d+\.\d+(,-?\d+\.\d+)*$/, PICKS)
    .transform((text) => text?.split(',') ?? [])
    .describe('The label whose maps a sample shows, if not the one that matches: `sample.label`.'),
});

export const compareReportRequest = z.object({
  ...compareSamplesRequest.omit({ page: true, limit: true, ids: true, aspect: true }).shape,
  ...shown,
});

export type ReportRequest = z.infer<typeof reportRequest>;
export type CompareReportRequest = z.infer<typeof compareReportRequest>;

/** The display settings of a request: a report draws no ground truth regions. */
export function displayOfReport(request: Pick<ReportRequest, Exclude<keyof Display, 'regions'>>): Display {
  const { colour, diverging, sign, scale, contrast, blend, top, contours } = request;
  return { colour, diverging, sign, scale, contrast, blend, top, contours, regions: false };
}
