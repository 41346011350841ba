import { z } from 'zod';
import { INTERVAL_PLACES, MEASURE_NAMES, ORDERS, SAMPLE_SORTS } from './choices';
import { MAX_IDS, parseIds } from './id-list';
import { parseMarks } from './mark-choices';
import { ApiError } from './problem';
import { parseRegion } from './region';
import { isThreshold } from './threshold';

/*
 * The schemas of the requests. The `error` of each schema describes the allowed values; it becomes part of the problem document of
 * an invalid request. The OpenAPI document is generated from the same schemas.
 */

const NUMBER = /^-?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A numeric parameter in decimal notation. */
function decimal<S extends z.ZodType>(schema: S) {
  return z.preprocess((value) => (typeof value === 'string' && NUMBER.test(value) ? Number(value) : value), schema);
}

export function whole(min: number, max: number) {
  return decimal(
    z
      .int({ error: `an integer from ${min} to ${max}` })
      .min(min)
      .max(max),
  );
}

/** A text that `parse` understands; null means that it does not. */
function parsed<T>(parse: (text: string) => T | null, error: string) {
  return z
    .string({ error })
    .max(32_000, { error })
    .refine((text) => parse(text) !== null, { error })
    .transform((text) => parse(text) as T)
    .optional();
}

export const flag = z.enum(['true', 'false'], { error: 'true or false' }).transform((value) => value === 'true');

const number = (what: string) => decimal(z.number({ error: `a ${what}, a number` }));

const THRESHOLD_ERROR = 'a probability from 0 to 1 with up to three decimals';

const threshold = decimal(z.number({ error: THRESHOLD_ERROR }).refine(isThreshold, { error: THRESHOLD_ERROR }))
  .optional()
  .describe(
    'Counts labels as predicted from this probability on, instead of the recorded threshold: changes the types TP, FN and FP, and what `type` and `predicted` match. Up to three decimals.',
  );

const MAX_ID = 2 ** 31 - 1;
const MIN_ID = -(2 ** 31);

export const PREDICTION_TYPES = ['TP', 'FN', 'FP'] as const;
export const JOB_SORTS = ['path', 'created', 'updated', 'size', 'samples', 'labels', 'explainers', 'state'] as const;
export const MAX_LIMIT = 200;

export const page = whole(1, MAX_ID).default(1).describe('Page, from 1.');

export const jobsRequest = z.object({
  page,
  limit: whole(1, 1000).default(20).describe('Jobs per page.'),
  q: z
    .string()
    .max(500, { error: 'a text of at most 500 characters' })
    .default('')
    .describe('Words that the path must contain, case-insensitive.'),
  sort: z
    .enum(JOB_SORTS, { error: `one of ${JOB_SORTS.join(', ')}` })
    .default('updated')
    .describe('Sort key.'),
  order: z
    .enum(ORDERS, { error: 'asc or desc' })
    .default('desc')
    .describe('Direction. Jobs without a value come last in both.'),
  hidden: flag.default(false).describe('Whether to list hidden jobs too.'),
  starred: flag.default(false).describe('Whether to list starred jobs only.'),
});

const ID_LIST = `at most ${MAX_IDS} sample ids with commas between them, 7-9 for consecutive ones`;
const MARK_LIST = 'names of marks with commas between them';
const REGION = 'the number of an explainer and four cells from 0 to 16, joined by ~';

/** A filter for samples; all parts must match the same label. */
export const facetsRequest = z.object({
  label: z.array(whole(0, MAX_ID)).default([]).describe('Label id; may be repeated, then any of them matches.'),
  type: z
    .array(z.enum(PREDICTION_TYPES, { error: 'TP, FN or FP' }))
    .default([])
    .describe('Prediction type; may be repeated, then any of them matches. All three together mean no filter.'),
  minConfidence: number('probability').optional().describe('Minimum confidence.'),
  maxConfidence: number('probability').optional().describe('Maximum confidence.'),
  minUncertainty: number('standard deviation').optional().describe('Minimum standard deviation.'),
  maxUncertainty: number('standard deviation').optional().describe('Maximum standard deviation.'),
  minMargin: number('share')
    .optional()
    .describe(
      'Minimum margin: the distance of the probability from the threshold, as a share of the way to 1 above it and to 0 below it.',
    ),
  maxMargin: number('share').optional().describe('Maximum margin.'),
  interval: z
    .array(z.enum(INTERVAL_PLACES, { error: `one of ${INTERVAL_PLACES.join(', ')}` }))
    .default([])
    .describe(
      'How the 95 % interval lies; may be repeated, then all must hold. `crosses`: low < threshold ≤ high. `outside`: the probability is not in its own interval. `wrong`: FP with low ≥ threshold, or FN with high < threshold. `right`: TP with low ≥ threshold.',
    ),
  hasMaps: flag.default(false).describe('Only labels with a saliency map.'),
  hasCounterfactuals: flag.default(false).describe('Only labels with a counterfactual.'),
  threshold,
  truth: whole(0, MAX_ID).optional().describe('Id of a ground truth label of the sample.'),
  predicted: decimal(z.union([z.literal('none'), z.int().min(0).max(MAX_ID)], { error: 'a label id, or none' }))
    .optional()
    .describe('Id of a predicted label of the sample; `none`: no label reached the threshold.'),
  samples: parsed(parseIds, ID_LIST).describe(
    'Only these samples: ids with commas between them; `7-9` for consecutive ones.',
  ),
  marks: parsed(parseMarks, MARK_LIST).describe(
    'Only samples with one of these marks: names with commas between them.',
  ),
  notes: z
    .enum(['true', 'false', '1', '0'], { error: 'true or false' })
    .transform((value) => value === 'true' || value === '1')
    .optional()
    .describe('Only samples with a note.'),
  explainer: z
    .string()
    .max(4_096)
    .optional()
    .describe(
      'Name of the explainer whose agreement, evidence, border, spread and contrast are meant; all by default.',
    ),
  measure: z
    .enum(MEASURE_NAMES, { error: `one of ${MEASURE_NAMES.join(', ')}` })
    .optional()
    .describe('The measure of agreement: rank correlation (the default), IoU of the top deciles, or shared mass.'),
  minAgreement: number('agreement').optional().describe('Minimum agreement.'),
  maxAgreement: number('agreement').optional().describe('Maximum agreement.'),
  minEvidence: number('ratio')
    .optional()
    .describe('Minimum evidence lift: mass inside the boxes of the counterfactual over their share of the picture.'),
  maxEvidence: number('ratio').optional().describe('Maximum evidence lift.'),
  minBorder: number('share').optional().describe('Minimum mass on the border.'),
  maxBorder: number('share').optional().describe('Maximum mass on the border.'),
  minSpread: number('share').optional().describe('Minimum spread.'),
  maxSpread: number('share').optional().describe('Maximum spread.'),
  region: parsed(parseRegion, REGION).describe(
    'Only labels whose map of an explainer has half of its mass in a region: the number of the explainer and the left, top, right and bottom cell of 16, joined by `~`.',
  ),
});

export const jobFacetsRequest = facetsRequest.extend({
  comparedWith: z
    .string({ error: 'the key of a job' })
    .optional()
    .describe('Key of another job: only samples that are compared with one of it, see `/api/compare`.'),
});

/** A filter for samples and their order. */
export const orderRequest = z.object({
  ...facetsRequest.shape,
  sort: z
    .enum(SAMPLE_SORTS, { error: `one of ${SAMPLE_SORTS.join(', ')}` })
    .default('confidence')
    .describe(
      'Sort key: the id, or a number of the matching labels; the greatest one, or of `margin` and what is counted from maps in ascending order the least. `agreement`, `evidence`, `border`, `spread` and `contrast` (rank correlation with the maps of the sample’s other labels) are counted from the maps, on 16 × 16 cells: the request starts the survey of the job. `marked` is when the sample was marked last.',
    ),
  order: z
    .enum(ORDERS, { error: 'asc or desc' })
    .default('desc')
    .describe('Direction. Ties are ordered by ascending id; samples without a value come last.'),
});

/** Ids of samples with commas between them. */
export const idsOf = z
  .string()
  .regex(/^-?\d+(,-?\d+)*$/, { error: `at most ${MAX_LIMIT} sample ids with commas between them` })
  .transform((ids) => ids.split(',').map(Number))
  .refine((ids) => ids.length <= MAX_LIMIT && ids.every((id) => id >= MIN_ID && id <= MAX_ID), {
    error: `at most ${MAX_LIMIT} sample ids with commas between them`,
  })
  .optional();

export const samplesRequest = z.object({
  page,
  limit: whole(1, MAX_LIMIT).default(5).describe('Samples per page.'),
  ...orderRequest.shape,
  ids: idsOf.describe(
    'Returns these samples in this order instead of a page. `total` still counts the matching samples.',
  ),
  aspect: flag.default(false).describe('Whether to read the aspect of the originals of the page.'),
});

export const noParameters = z.object({});

/** Of answers with types of labels that have no filter. */
export const thresholdRequest = z.object({ threshold });

export const pictureRequest = z.object({
  v: z.string().max(100).optional().describe('Version, any text. With it, the picture can be cached without expiry.'),
});

/** How a heatmap can be requested. */
export const HEATMAP_FORMS = ['map', 'overlay', 'pixels'] as const;

export const heatmapRequest = pictureRequest.extend({
  as: z
    .enum(HEATMAP_FORMS, { error: 'map, overlay or pixels' })
    .default('map')
    .describe(
      '`map`: the heatmap as recorded. `overlay`: the coloured heatmap, to draw over the original. `pixels`: the decoded heatmap: width and height as 32-bit integers, little-endian, then one byte per pixel (grey) or four (RGBA).',
    ),
});

const id = whole(MIN_ID, MAX_ID);
const index = whole(0, MAX_ID);

/* Numbers in the path of a URL. */
export const sampleAddress = z.object({ id });
export const heatmapAddress = z.object({ id, explainer: index, label: index });
export const outcomeAddress = z.object({ id, label: index, layer: index });
export const maskAddress = z.object({ id, label: index });

export type JobsRequest = z.infer<typeof jobsRequest>;
export type FacetsRequest = z.infer<typeof facetsRequest>;
export type JobFacetsRequest = z.infer<typeof jobFacetsRequest>;
export type ThresholdRequest = z.infer<typeof thresholdRequest>;
export type OrderRequest = z.infer<typeof orderRequest>;
export type SamplesRequest = z.infer<typeof samplesRequest>;
export type JobSort = (typeof JOB_SORTS)[number];

/**
 * Parses the parameters of a query string with `schema`.
 *
 * @throws ApiError `bad-parameter` for the first parameter that is unknown, repeated or invalid
 */
export function parseQuery<S extends z.ZodObject>(schema: S, query: URLSearchParams): z.infer<S> {
  const input: Record<string, string | string[]> = Object.create(null);
  for (const name of new Set(query.keys())) {
    const field: unknown = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    const values = query.getAll(name);
    const isList = field instanceof z.ZodDefault && field.unwrap() instanceof z.ZodArray;
    if (field === undefined) {
      const names = Object.keys(schema.shape).join(', ') || 'no parameters';
      throw badParameter(name, values[0], names, `Unknown parameter ${name}; known: ${names}.`);
    }
    if (values.length > 1 && !isList)
      throw badParameter(
        name,
        values.join(', '),
        'one value',
        `${name} is given ${values.length} times; it must have one value.`,
      );
    input[name] = isList ? values : values[0];
  }
  return parse(schema, input);
}

/** Parses the numbers of a URL path with `schema`. Throws like `parseQuery`. */
export function parsePath<S extends z.ZodObject>(schema: S, path: Record<string, string>): z.infer<S> {
  return parse(schema, path);
}

function parse<S extends z.ZodType>(schema: S, input: Record<string, string | string[]>): z.infer<S> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = String(issue.path[0]);
  const given = input[name];
  if (given === undefined)
    throw badParameter(name, undefined, issue.message, `${name} is missing; allowed: ${issue.message}.`);
  const value = Array.isArray(given) ? String(given[Number(issue.path[1] ?? 0)]) : String(given);
  throw badParameter(name, value, issue.message, `${name} is "${value}"; allowed: ${issue.message}.`);
}

function badParameter(parameter: string, value: string | undefined, allowed: string, detail: string): ApiError {
  return new ApiError('bad-parameter', detail, { parameter, ...(value === undefined ? {} : { value }), allowed });
}
