/*
 * The compact bar, for frames that are 300 to 600 pixels high, as in notebooks: `?bar=slim`. Its rules are the `slim:` classes of the
 * components; the root layout marks the page.
 */

/** The value of `bar` in the address. */
export const SLIM = 'slim';

/** The header in which the proxy passes `bar` on to the layout. */
export const BAR_HEADER = 'x-bar';

/**
 * A program for the head of every page. A link that is clicked before its page is awake, and a page that Next loads anew after an error,
 * lead to an address without `bar`. In a frame, the name of the frame remembers it; a page in a window of its own has left the frame.
 */
export const KEEP_IN_FRAME = `(() => {
  if (self === top) return;
  const { pathname, search, hash } = location;
  const bar = new URLSearchParams(search).get('bar');
  if (bar !== null) self.name = 'salient-' + bar;
  else if (self.name === 'salient-${SLIM}') location.replace(pathname + search + (search ? '&' : '?') + 'bar=${SLIM}' + hash);
})()`;
