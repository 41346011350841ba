/** Name of the cookie of the chosen language. In a separate file, so that importing it does not load the messages of all languages. */
export const LOCALE_COOKIE = 'salient-language';
