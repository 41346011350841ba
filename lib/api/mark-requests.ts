import { z } from 'zod';
import {
  isOwnAddress,
  isVisible,
  MARK_COLOURS,
  MAX_MARK_NAME,
  MAX_MARKED_IDS,
  MAX_NOTE,
  MAX_VIEW_ADDRESS,
  MAX_VIEW_NAME,
  markNameOf,
} from './mark-choices';
import { ApiError } from './problem';
import { parsePath, sampleAddress, whole } from './requests';

/* The schemas of the bodies of requests that write marks, notes, views and flags. The `error` of each describes what is allowed. */

const NAME = `1 to ${MAX_MARK_NAME} characters without commas, not all of them invisible`;

const name = z
  .string({ error: NAME })
  .max(4 * MAX_MARK_NAME, { error: NAME })
  .refine((text) => markNameOf(text) !== null, { error: NAME })
  .transform((text) => markNameOf(text) as string)
  .describe('Name of a mark.');
const colour = z.enum(MARK_COLOURS, { error: `one of ${MARK_COLOURS.join(', ')}` });
const flag = z.boolean({ error: 'true or false' });
const ID = 'a sample id, a 32-bit integer';
const id = z
  .int({ error: ID })
  .min(-(2 ** 31), { error: ID })
  .max(2 ** 31 - 1, { error: ID });
const version = z.int({ error: 'the version of a write' }).min(1, { error: 'the version of a write' });

const generation = z
  .string({ error: 'a text' })
  .max(40)
  .optional()
  .describe('The generation of the job that the client has seen: if the job was replaced since, nothing is written.');

export const addMarkBody = z.object({ name, colour: colour.default('blue') });
export const changeMarkBody = z.object({ name: name.optional(), colour: colour.optional() });

/** Which samples get a mark, or lose it: those listed, or those that match a filter. */
export const markingBody = z.object({
  mark: name,
  remove: flag.default(false).describe('Whether to take the mark away instead.'),
  ids: z
    .array(id, { error: 'a list of sample ids' })
    .max(MAX_MARKED_IDS, { error: `at most ${MAX_MARKED_IDS} sample ids; use a filter for more` })
    .optional()
    .describe('Ids of the samples.'),
  filter: z
    .string({ error: 'a query string' })
    .max(8_000, { error: 'a query string of at most 8000 characters' })
    .optional()
    .describe('Instead of ids: a filter for samples as in the query of `/facets`, for example `label=2&type=FN`.'),
  generation,
});

/** What to do with what is set aside. */
export const asideBody = z.object({
  action: z
    .enum(['carry', 'remove'], { error: 'carry or remove' })
    .describe(
      '`carry`: marks and notes of samples are given to the samples of the same id. `remove`: all of them are removed.',
    ),
  generation,
});

export const undoBody = z.object({ version: version.describe('Version of the write to undo, from its response.') });

export const noteBody = z.object({
  text: z
    .string({ error: 'a text' })
    .max(MAX_NOTE, { error: `a text of at most ${MAX_NOTE} characters` })
    .describe('An empty text removes the note.'),
  generation,
});

export const flagsBody = z.object({ starred: flag.optional(), hidden: flag.optional() });

const VIEW_NAME = `1 to ${MAX_VIEW_NAME} characters, not all of them invisible`;
const viewName = z
  .string({ error: 'a text' })
  .trim()
  .max(MAX_VIEW_NAME, { error: VIEW_NAME })
  .refine(isVisible, { error: VIEW_NAME });
const ADDRESS = `a path of this server with its query, at most ${MAX_VIEW_ADDRESS} characters`;
const address = z.string({ error: ADDRESS }).refine(isOwnAddress, { error: ADDRESS });

export const addViewBody = z.object({ name: viewName, address });
export const changeViewBody = z.object({ name: viewName.optional(), address: address.optional() });

export type MarkingBody = z.input<typeof markingBody>;

/**
 * Parses the body of a request with `schema`.
 *
 * @throws ApiError `bad-parameter` for a field that is unknown or of the wrong kind, `too-long` for one that is too long
 */
export function parseBody<S extends z.ZodObject>(schema: S, body: unknown): z.infer<S> {
  const result = schema.strict().safeParse(body, { reportInput: true });
  if (result.success) return result.data as z.infer<S>;
  const [issue] = result.error.issues;
  const parameter = issue.path.join('.') || (issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : 'body');
  const known = Object.keys(schema.shape).join(', ');
  if (issue.code === 'unrecognized_keys')
    throw new ApiError('bad-parameter', `Unknown field ${parameter}; known: ${known}.`, { parameter, allowed: known });
  if (issue.path.length === 0)
    throw new ApiError('bad-parameter', `The body must be a JSON object with ${known}.`, { parameter, allowed: known });
  const value = JSON.stringify(issue.input) ?? 'missing';
  const shown = value.length > 80 ? `${value.slice(0, 80)}…` : value;
  throw new ApiError(
    issue.code === 'too_big' ? 'too-long' : 'bad-parameter',
    `${parameter} is ${shown}; allowed: ${issue.message}.`,
    { parameter, value: shown, allowed: issue.message },
  );
}

/** What `If-Match` says about the version that a client has seen: a number in quotes, or `*` for any. */
export function expectedVersion(header: string | null): number | null {
  if (header === null)
    throw new ApiError(
      'precondition-required',
      'The header If-Match is missing: the version that this write is based on, as in "12"; "0" if there was nothing; * for any.',
    );
  if (header.trim() === '*') return null;
  const [, digits] = /^(?:W\/)?"(\d{1,15})"$/.exec(header.trim()) ?? [];
  if (digits === undefined)
    throw new ApiError('bad-parameter', `If-Match is ${header}; allowed: a version in quotes, as in "12", or *.`, {
      parameter: 'If-Match',
      value: header,
      allowed: 'a version in quotes, or *',
    });
  return Number(digits);
}

/** As `expectedVersion`, for writes that need no version; null without the header. */
export const expectedIfAny = (header: string | null) => (header === null ? null : expectedVersion(header));

/** As `expectedVersion`, for writes that need one: `*` is not enough. */
export function expectedNumber(header: string | null): number {
  const version = expectedVersion(header);
  if (version !== null) return version;
  throw new ApiError('precondition-required', 'If-Match must be a version in quotes, as in "12".');
}

/** The number of a mark or a view in an address. */
export const numberAddress = z.object({ id: whole(1, 2 ** 31 - 1) });

/** What an export is about. */
export const exportRequest = z.object({
  aside: whole(1, 2 ** 31 - 1)
    .optional()
    .describe('Only what is set aside under this number.'),
});

/** Two explainers by their numbers. */
export const pairAddress = z.object({ a: whole(0, 2 ** 31 - 1), b: whole(0, 2 ** 31 - 1) });

/** What a note is about, from the end of its address. Throws ApiError `unknown-route`. */
export function noteAddress(
  on: readonly string[],
): { kind: 'job' } | { kind: 'sample'; id: number } | { kind: 'pair'; a: number; b: number } {
  const [kind, first = '', second = ''] = on;
  if (kind === 'job' && on.length === 1) return { kind };
  if (kind === 'samples' && on.length === 2) return { kind: 'sample', ...parsePath(sampleAddress, { id: first }) };
  if (kind === 'pair' && on.length === 3) return { kind, ...parsePath(pairAddress, { a: first, b: second }) };
  throw new ApiError('unknown-route', 'The address of a note ends with job, samples/ID or pair/A/B.');
}
