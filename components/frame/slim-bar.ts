/*
 * The compact bar, for frames that are 300 to 600 pixels high, as in notebooks: `?bar=slim`. Its rules are the `slim:` classes of the
 * components; the root layout marks the page.
 */

/** The value of `bar` in the address. */
export const SLIM = 'slim';

/** The header in which the proxy passes `bar` on to the layout. */
export const BAR_HEADER = 'x-bar';
