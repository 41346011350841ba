import { z } from 'zod';
import { isOwnAddress, MARK_COLOURS, MAX_NOTE, MAX_VIEW_NAME, markNameOf } from '../api/mark-choices';
import { MarksError } from './faults';

/*
 * JSON Lines, the format in which marks are exported and imported (docs/marks.md). The first line says what it is; each of the others is
 * complete on its own, so lines may be left out, and files joined.
 */

/** The version of the format. */
export const LINES_VERSION = 1;

const time = z.iso.datetime().transform((text) => Date.parse(text));
const job = z.object({
  path: z.string().min(1).max(8_000),
  generation: z.string().max(40),
  eventFile: z.string().max(1_000),
});
const sample = z
  .int()
  .min(-(2 ** 31))
  .max(2 ** 31 - 1);
const markName = z.string().refine((name) => markNameOf(name) === name, { error: 'not the name of a mark' });
const picture = z
  .string()
  .regex(/^[0-9a-f]{8}$/)
  .transform((text) => Number.parseInt(text, 16));

const line = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('salient-marks'), version: z.int().max(LINES_VERSION) }),
  z.object({ kind: z.literal('mark'), name: markName, colour: z.enum(MARK_COLOURS) }),
  z.object({ kind: z.literal('job'), job, starred: z.boolean(), hidden: z.boolean() }),
  z.object({ kind: z.literal('marked'), job, sample, picture, mark: markName, time }),
  z.object({
    kind: z.literal('note'),
    job,
    sample: sample.optional(),
    picture: picture.optional(),
    explainers: z.tuple([z.string(), z.string()]).optional(),
    text: z.string().min(1).max(MAX_NOTE),
    time,
  }),
  z.object({
    kind: z.literal('view'),
    name: z.string().min(1).max(MAX_VIEW_NAME),
    address: z.string().refine(isOwnAddress, { error: 'not a path of this server' }),
  }),
]);

/** A line as it is after parsing: times in milliseconds since 1970, checksums as numbers. */
export type Line = z.output<typeof line>;
/** A line as it is written. */
export type WrittenLine = z.input<typeof line>;

/** Longest line, characters: a note may have 4,000, a path 8,000, and a name of an explainer is not limited. */
const MAX_LINE = 2 ** 20;

/** The lines of a file, parsed one at a time. Throws MarksLimitError with the number of the first line that is wrong. */
export function* parsedLines(text: string): Generator<Line, void, void> {
  let isFirst = true;
  for (const [number, one] of linesOf(text)) {
    if (one.length > MAX_LINE)
      throw new MarksError('MarksLimitError', `Line ${number} has more than ${MAX_LINE} characters.`);
    const parsed = line.safeParse(parseJson(one));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
      throw new MarksError('MarksLimitError', `Line ${number} is not of an export of marks: ${where}${issue.message}.`);
    }
    if (isFirst && parsed.data.kind !== 'salient-marks') throw wrongBeginning();
    isFirst = false;
    yield parsed.data;
  }
  if (isFirst) throw wrongBeginning();
}

const wrongBeginning = () => new MarksError('MarksLimitError', 'Line 1 must be {"kind":"salient-marks","version":1}.');

/** The lines that are not empty, each with its number: one at a time, because a file may have millions. */
function* linesOf(text: string): Generator<[number: number, line: string]> {
  for (let start = 0, number = 1; start < text.length; number++) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const one = text.slice(start, end).trim();
    if (one !== '') yield [number, one];
    start = end + 1;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Lines as text, each with its end. */
export function formatLines(lines: readonly WrittenLine[]): string {
  return lines.map((one) => `${JSON.stringify(one)}\n`).join('');
}

/** A checksum as in the format. */
export const checksumText = (checksum: number) => checksum.toString(16).padStart(8, '0');
