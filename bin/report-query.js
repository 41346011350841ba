/* The query of `salient report`: what its arguments ask for, in the words of the API. */
import { ArgumentError, filterOf } from './filter-query.js';

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

/**
 * The query of the report. Labels and explainers may be given by name; everything else is checked by the server.
 *
 * @param {Get} get @param {string} key of the job that the filter is about @param {QueryOptions} options @param {boolean} isCompare
 */
export async function queryOf(get, key, options, isCompare) {
  const { labelCounts, explainerNames } = await get(`api/jobs/${key}`);
  const query = filterOf(
    labelCounts,
    [...options.filter.flatMap((text) => text.split(/&(?=\w+=)/)), ...options.set].map(pairOf),
  );
  const { sort, order, samples, title, language, explainers } = options;
  for (const [name, value] of Object.entries({ sort, order, title, language, limit: samples }))
    if (value !== undefined) query.append(name, value);
  if (explainers !== undefined) {
    if (isCompare) throw new ArgumentError('--explainers cannot be combined with --compare.');
    query.append('explainers', indicesOf(explainerNames, explainers));
  }
  return query;
}

/** @param {string} text @returns {[string, string]} */
function pairOf(text) {
  const at = text.indexOf('=');
  if (at < 1) throw new ArgumentError(`"${text}" is not NAME=VALUE, as in type=FN.`);
  return [text.slice(0, at), text.slice(at + 1)];
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
