import { z } from 'zod';
import { answerStatus } from './answer-values';
import { TABLES } from './table-choices';

/* The schema of the answer about the tables of a job. */

const count = z.int().nonnegative();

export const tablesAnswer = answerStatus.extend({
  tables: z.array(
    z.object({
      name: z.enum(TABLES),
      rows: count,
      isEstimate: z
        .boolean()
        .describe(
          'Whether the number of rows is known only when they are written, because some labels may lack a map.',
        ),
      needsSurvey: z.boolean().describe('Whether numbers of its rows are counted from the maps.'),
      columns: z.array(
        z.object({
          name: z.string(),
          type: z.enum(['integer', 'number', 'text', 'flag']),
          unit: z.string().nullable(),
          description: z.string(),
        }),
      ),
    }),
  ),
  survey: z
    .object({ surveyed: count, total: count })
    .describe('Maps that match, and how many of them have been surveyed: numbers of the others are null.'),
});

export type TablesAnswer = z.infer<typeof tablesAnswer>;
