import { z } from 'zod';
import { MEASURE_NAMES, ORDERS } from './choices';
import { facetsRequest, flag, MAX_LIMIT, page, whole } from './requests';

/* The schemas of the insight requests: those of the samples, with what each view adds. */

const explainer = (what: string) => z.string().max(4_096).describe(what);

export const insightRequest = facetsRequest;

export const explainersRequest = z.object({
  ...facetsRequest.shape,
  quick: flag
    .default(false)
    .describe('Whether numbers of fewer pairs of sample and label will do where all take seconds; `isDraft` says so.'),
});

export const pairsRequest = z.object({
  ...facetsRequest.shape,
  a: explainer('Name of an explainer.'),
  b: explainer('Name of the other one.'),
  measure: z
    .enum(MEASURE_NAMES, { error: `one of ${MEASURE_NAMES.join(', ')}` })
    .default('rho')
    .describe('What the pairs are sorted by.'),
  order: z.enum(ORDERS, { error: 'asc or desc' }).default('asc').describe('`asc`: least agreed first.'),
  page,
  limit: whole(1, MAX_LIMIT).default(4).describe('Pairs per page.'),
});

export const classesRequest = z.object({
  ...facetsRequest.shape,
  page,
  limit: whole(1, 100).default(10).describe('Labels per page, ordered by the number of their maps.'),
});

export const shortcutsRequest = z.object({
  ...facetsRequest.shape,
  explainer: explainer('Name of the explainer; the first of the job by default.').optional(),
  mapsOf: explainer(
    'Name of the explainer whose agreement, evidence, border and spread the filter means; all by default.',
  ).optional(),
  label: z
    .array(whole(0, 2 ** 31 - 1))
    .max(1, { error: 'one label id' })
    .default([])
    .describe('Id of the label; the one with the most maps by default.'),
});

export const sampleInsightRequest = z.object({
  sample: whole(-(2 ** 31), 2 ** 31 - 1).describe('Id of the sample.'),
  label: whole(0, 2 ** 31 - 1)
    .optional()
    .describe('Id of one of its labels; by default the most probable one that has maps.'),
});

export type SampleInsightRequest = z.infer<typeof sampleInsightRequest>;
export const triageRequest = z.object({
  ...facetsRequest.shape,
  limit: whole(1, 24).default(6).describe('Samples that each preset lists.'),
});

export type TriageRequest = z.infer<typeof triageRequest>;
export type ExplainersRequest = z.infer<typeof explainersRequest>;
export type PairsRequest = z.infer<typeof pairsRequest>;
export type ClassesRequest = z.infer<typeof classesRequest>;
export type ShortcutsRequest = z.infer<typeof shortcutsRequest>;
