import { displayName } from '../file-name';
import type { Problem } from '../job/problems';
import type { ExplainDirectory } from '../summary/explain-directory';
import type { ManifestState } from './manifest';

/** Problems of a kind that are described one by one; further ones are counted in a sentence. */
const MAX_DESCRIBED = 5;

const NONE: Problem[] = [];

/**
 * The parts that should be there and are not: those that the manifest lists, and those that are missing in the numbers of a writer's parts.
 * Of a run that goes on, only the latter are known.
 */
export function missingParts({ eventFile, size, parts = [] }: ExplainDirectory, manifest: ManifestState): Problem[] {
  const listed = (manifest.kind === 'present' && manifest.manifest.parts) || [];
  if (parts.length === 0 && listed.length === 0) return NONE;
  const bytesOf = new Map(parts.map((part) => [part.name, part.size]));
  bytesOf.set(
    eventFile,
    parts.reduce((rest, part) => rest - part.size, size),
  );
  const messages: string[] = [];
  for (const { name, bytes } of listed) {
    const found = bytesOf.get(name);
    if (found === undefined) messages.push(`${name} is missing, which the manifest lists with ${bytes} bytes.`);
    else if (found < bytes) messages.push(`${name} has ${found} bytes, but the manifest lists it with ${bytes}.`);
  }
  const known = new Set(listed.map(({ name }) => name));
  messages.push(...gapsOf(parts, known));
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
function gapsOf(parts: NonNullable<ExplainDirectory['parts']>, listed: ReadonlySet<string>): string[] {
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
