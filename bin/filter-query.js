/* Filters of the commands, in the words of the API. */

/** An error of the arguments. */
export class ArgumentError extends Error {}

/** What takes the id of a label. */
const OF_LABELS = ['label', 'truth', 'predicted'];

/**
 * The query of a filter whose labels may be given by name; everything else is checked by the server.
 *
 * @param {{ id: number, name: string }[]} labels of the job @param {Iterable<[string, string]>} parts names and values
 */
export function filterOf(labels, parts) {
  const query = new URLSearchParams();
  for (const [name, value] of parts) query.append(name, OF_LABELS.includes(name) ? labelOf(labels, value) : value);
  return query;
}

/**
 * The id of a label that is given by its name. A number is an id if a label of the job has it, so that ids mean the same whatever labels
 * are called, else a name; in double quotes it is a name in any case, and so is `none`.
 *
 * @param {{ id: number, name: string }[]} labels @param {string} value
 */
function labelOf(labels, value) {
  const isNumber = /^\d+$/.test(value);
  if (value === 'none' || (isNumber && labels.some(({ id }) => id === Number(value)))) return value;
  const quoted = /^"(.+)"$/.exec(value)?.[1];
  const named = (/** @type {string | undefined} */ wanted) => labels.filter(({ name }) => name === wanted);
  const found = [named(value), named(quoted)].find(({ length }) => length > 0) ?? [];
  if (found.length === 1) return String(found[0].id);
  // Labels of a job that grows may be unknown yet, and the server knows what an id may be.
  if (found.length === 0 && isNumber) return value;
  throw new ArgumentError(
    found.length === 0
      ? `The job has no label "${quoted ?? value}".`
      : `${found.length} labels are called "${found[0].name}"; give one of their ids: ${found.map(({ id }) => id).join(', ')}.`,
  );
}
