import { z } from 'zod';
import { compareSamplesRequest } from './compare-requests';
import { flag, orderRequest } from './requests';
import { TABLE_FORMATS, TABLES } from './table-choices';

/* The schemas of the requests for tables: those of the samples, without pages. */

const progress = {
  progress: flag
    .default(false)
    .describe(
      'Sends the file in frames that say how much of the table is done. Each begins with three 32-bit integers, little-endian: entries done, entries in all, length of the part of the file that follows. The length of the last one is 4294967295, and a problem document follows if the table cannot be finished.',
    ),
};

const explainer = (which: string) =>
  z.string().max(4_096).optional().describe(`Only of \`pairs\`: the name of ${which} explainer; all by default.`);

/** Which rows tables have, and in which order. */
export const tablesRequest = orderRequest;

export const tableRequest = z.object({
  ...orderRequest.shape,
  a: explainer('one'),
  b: explainer('the other'),
  ...progress,
});

export const compareTableRequest = z.object({
  ...compareSamplesRequest.omit({ page: true, limit: true, ids: true, aspect: true }).shape,
  ...progress,
});

const fileNames = TABLES.flatMap((table) => TABLE_FORMATS.map((format) => `${table}.${format}` as const));
const comparedNames = TABLE_FORMATS.map((format) => `samples.${format}` as const);

/* The last part of the address of a table. */
export const tableAddress = z.object({
  file: z.enum(fileNames, { error: `one of ${fileNames.join(', ')}` }),
});
export const compareTableAddress = z.object({
  file: z.enum(comparedNames, { error: `one of ${comparedNames.join(', ')}` }),
});

export type TablesRequest = z.infer<typeof tablesRequest>;
export type TableRequest = z.infer<typeof tableRequest>;
export type CompareTableRequest = z.infer<typeof compareTableRequest>;
