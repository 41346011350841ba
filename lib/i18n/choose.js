/* Chooses the language. Plain JavaScript, because the login page is rendered without Next. */

export const LOCALES = /** @type {const} */ (['en', 'zh']);

/** So much of the languages of a browser is read; a header may have 128 KB. */
const MAX_LENGTH = 1_000;

/**
 * The language to use: the chosen one, else the first of the browser's languages that is available, else English.
 *
 * @param {string | undefined} chosen
 * @param {string | null} acceptLanguage
 * @returns {typeof LOCALES[number]}
 */
export function chooseLocale(chosen, acceptLanguage) {
  const wanted = [chosen ?? '', ...(acceptLanguage ?? '').slice(0, MAX_LENGTH).split(',')].map((tag) =>
    tag.trim().slice(0, 2).toLowerCase(),
  );
  return LOCALES.find((locale) => locale === wanted.find((tag) => LOCALES.some((known) => known === tag))) ?? 'en';
}
