/* The choices of the requests about two jobs. Without schemas, so that the browser can import it. */

export const COMPARED_SORTS = ['drop', 'rise', 'flips', 'most-changed', 'least-changed', 'id'] as const;
export type ComparedSort = (typeof COMPARED_SORTS)[number];

/** Parts of a comparison: samples of which something has changed. */
export const CHANGES = [
  'flips',
  'fixed',
  'broken',
  'appeared',
  'vanished',
  'top-fixed',
  'top-broken',
  'top-changed',
] as const;
export type Change = (typeof CHANGES)[number];

export const SIDES = ['a', 'b'] as const;
export type Side = (typeof SIDES)[number];
