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

/** The id of a label that is given by its name. @param {{ id: number, name: string }[]} labels @param {string} value */
function labelOf(labels, value) {
  if (/^\d+$/.test(value) || value === 'none') return value;
  const found = labels.filter(({ name }) => name === value);
  if (found.length === 1) return String(found[0].id);
  throw new ArgumentError(
    found.length === 0
      ? `The job has no label "${value}".`
      : `${found.length} labels are called "${value}"; give one of their ids: ${found.map(({ id }) => id).join(', ')}.`,
  );
}
