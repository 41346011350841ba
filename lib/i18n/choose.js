/* Chooses the language. Plain JavaScript, because the login page is rendered without Next. */

export const LOCALES = /** @type {const} */ (['en', 'zh']);

/**
 * The language to use: the chosen one, else the first of the browser's languages that is available, else English.
 *
 * @param {string | undefined} chosen
 * @param {string | null} acceptLanguage
 * @returns {typeof LOCALES[number]}
 */
export function chooseLocale(chosen, acceptLanguage) {
  const wanted = [chosen ?? '', ...(acceptLanguage ?? '').split(',')].map((tag) =>
    tag.trim().slice(0, 2).toLowerCase(),
  );
  return LOCALES.find((locale) => locale === wanted.find((tag) => LOCALES.some((known) => known === tag))) ?? 'en';
}
