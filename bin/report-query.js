/* The query of `salient report`: what its arguments ask for, in the words of the API. */

/** @typedef {(path: string) => Promise<any>} Get */

/**
 * @typedef {object} QueryOptions
 * @property {string[]} filter
 * @property {string[]} set
 * @property {string} [sort]
 * @property {string} [order]
 * @property {string} [samples]
 * @property {string} [title]
 * @property {string} [language]
 * @property {string} [explainers]
 */

/** An error of the arguments. */
export class ArgumentError extends Error {}

/**
 * The query of the report. Labels and explainers may be given by name; everything else is checked by the server.
 *
 * @param {Get} get @param {string} key of the job that the filter is about @param {QueryOptions} options @param {boolean} isCompare
 */
export async function queryOf(get, key, options, isCompare) {
  const query = new URLSearchParams();
  const { labelCounts, explainerNames } = await get(`api/jobs/${key}`);
  for (const part of [...options.filter.flatMap((text) => text.split(/&(?=\w+=)/)), ...options.set]) {
    const at = part.indexOf('=');
    if (at < 1) throw new ArgumentError(`"${part}" is not NAME=VALUE, as in type=FN.`);
    const [name, value] = [part.slice(0, at), part.slice(at + 1)];
    query.append(name, ['label', 'truth', 'predicted'].includes(name) ? labelOf(labelCounts, value) : value);
  }
  const { sort, order, samples, title, language, explainers } = options;
  for (const [name, value] of Object.entries({ sort, order, title, language, limit: samples }))
    if (value !== undefined) query.append(name, value);
  if (explainers !== undefined) {
    if (isCompare) throw new ArgumentError('--explainers cannot be combined with --compare.');
    query.append('explainers', indicesOf(explainerNames, explainers));
  }
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

/** The numbers of explainers that are given by their names. @param {string[]} names @param {string} list */
function indicesOf(names, list) {
  return list
    .split(',')
    .map((name) => {
      const index = names.indexOf(name.trim());
      if (index !== -1) return index;
      throw new ArgumentError(`The job has no explainer "${name.trim()}"; it has ${names.join(', ') || 'none'}.`);
    })
    .join(',');
}
