import { z } from 'zod';
import { count } from './answer-values';

/* The answers about the server, and to requests that fail. */

export const healthAnswer = z.object({
  status: z.enum(['ok', 'starting']),
  version: z.string(),
  jobs: count,
  /** About how many requests to the object store scans make in an hour; missing where jobs are in a directory. */
  scanRequestsPerHour: count.optional(),
});

export const livenessAnswer = z.object({ live: z.literal(true) });

export const problemAnswer = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  parameter: z.string().optional(),
  value: z.string().optional(),
  allowed: z.string().optional(),
  current: z.unknown().optional().describe('For a conflict: what is there now.'),
});

export type HealthAnswer = z.infer<typeof healthAnswer>;
