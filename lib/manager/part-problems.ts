import { displayName } from '../file-name';
import type { Problem } from '../job/problems';
import { isPartName, type PartName, partNameOf } from '../summary/event-file';
import type { ExplainDirectory } from '../summary/explain-directory';
import type { ListedPart, ManifestState } from './manifest';

/** Problems of a kind that are described one by one; further ones are counted in a sentence. */
const MAX_DESCRIBED = 5;

const NONE: Problem[] = [];

const NO_EVENT_FILE = 'The event file, part 0 of writer 0, is missing.';

/** The parts of a job beside those that its manifest lists. */
interface Compared {
  listed: readonly ListedPart[];
  problems: Problem[];
  hasMore: boolean;
}

/** What was found of a job as the last scan has seen it: there may be ten thousand parts, and every answer says what is missing. */
const found = new WeakMap<ExplainDirectory, Compared>();
const NOT_LISTED: readonly ListedPart[] = [];

/**
 * The parts that should be there and are not: those that the manifest lists, and those that are missing in the numbers of a writer's parts.
 * Of a run that goes on, only the latter are known.
 */
export function missingParts(directory: ExplainDirectory, manifest: ManifestState): Problem[] {
  const listed = (manifest.kind === 'present' && manifest.manifest.parts) || NOT_LISTED;
  if (listed.length === 0 && directory.parts === undefined && !isPartName(directory.eventFile)) return NONE;
  return compared(directory, listed).problems;
}

/** Whether a job of many parts has a part that its manifest does not list, or lists with fewer bytes: a run that continues it has begun. */
export function isOutgrown(directory: ExplainDirectory, manifest: ManifestState): boolean {
  const listed = (manifest.kind === 'present' && manifest.manifest.parts) || NOT_LISTED;
  return listed.length > 0 && compared(directory, listed).hasMore;
}

function compared(directory: ExplainDirectory, listed: readonly ListedPart[]): Compared {
  const before = found.get(directory);
  if (before?.listed === listed) return before;
  const bytesOf = sizesOf(directory);
  const bytesListed = new Map(listed.map(({ name, bytes }) => [name, bytes]));
  const hasMore = [...bytesOf].some(([name, bytes]) => bytes > (bytesListed.get(name) ?? 0));
  const result = { listed, problems: problemsIn(directory, listed, bytesOf), hasMore };
  found.set(directory, result);
  return result;
}

/** Bytes of all parts, by name. */
function sizesOf({ eventFile, size, parts = [] }: ExplainDirectory): Map<string, number> {
  const sizes = new Map(parts.map((part) => [part.name, part.size]));
  return sizes.set(
    eventFile,
    parts.reduce((rest, part) => rest - part.size, size),
  );
}

function problemsIn(
  { eventFile, parts = [] }: ExplainDirectory,
  listed: readonly ListedPart[],
  bytesOf: ReadonlyMap<string, number>,
): Problem[] {
  const messages: string[] = [];
  for (const { name, bytes } of listed) {
    const there = bytesOf.get(name);
    const shown = displayName(name);
    if (there === undefined) messages.push(`${shown} is missing, which the manifest lists with ${bytes} bytes.`);
    else if (there < bytes) messages.push(`${shown} has ${there} bytes, but the manifest lists it with ${bytes}.`);
  }
  const known = new Set(listed.map(({ name }) => name));
  const first = partNameOf(eventFile);
  const isNamed = listed.some(({ name }) => !isPartName(name));
  if (first !== null && !isNamed) messages.unshift(NO_EVENT_FILE);
  messages.push(...gapsOf(first === null ? parts : [first, ...parts], known));
  return problemsOf('missing-part', messages, 'parts are missing or too short.');
}

/** Files that are left out, because they are the same part as another file, or beyond what is read. */
export function leftOutParts({ leftOut = [] }: ExplainDirectory): Problem[] {
  const messages = leftOut.map(
    (name) => `${displayName(name)} is not read: it is the same part as another file, or beyond 10,000 parts.`,
  );
  return problemsOf('repeated-part', messages, 'parts are not read.');
}

/** What is missing before parts in the numbers of their writers; parts that the manifest lists are reported by name. */
function gapsOf(parts: readonly PartName[], listed: ReadonlySet<string>): string[] {
  const gaps: string[] = [];
  for (const [index, { name, writer, number }] of parts.entries()) {
    const before = parts[index - 1];
    // The event file is part 0 of writer 0.
    const next = before?.writer === writer ? before.number + 1 : writer === 0 ? 1 : 0;
    if (number <= next) continue;
    const nameOf = (missing: number) =>
      name.replace(/\d+$/, (digits) => String(missing).padStart(Math.max(6, digits.length), '0'));
    if (listed.has(nameOf(next))) continue;
    const count = number - next;
    const which =
      count === 1 ? `${nameOf(next)} is missing` : `${nameOf(next)} and the ${count - 1} parts after it are missing`;
    gaps.push(`${which}: writer ${writer} has written ${name}, which comes later.`);
  }
  return gaps;
}

function problemsOf(code: 'missing-part' | 'repeated-part', messages: string[], rest: string): Problem[] {
  const problems = messages.slice(0, MAX_DESCRIBED).map((message): Problem => ({ code, message, offset: null }));
  const more = messages.length - problems.length;
  return more === 0 ? problems : [...problems, { code, message: `${more} more ${rest}`, offset: null }];
}
