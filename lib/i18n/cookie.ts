/** Keeps the language that was chosen. In a file of its own, so that the browser does not load every language with it. */
export const LOCALE_COOKIE = 'salient-language';
