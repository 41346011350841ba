import type { PredictionTypeName } from '@/lib/api/answer-values';

/** Colours of the first groups in the scatter, light and dark; letters say the same. The accent is that of the selection. */
const GROUPS = [
  'light-dark(#b45309, #f0a04b)',
  'light-dark(#0f766e, #4fd1c1)',
  'light-dark(#7c3aed, #b79cff)',
  'light-dark(#be185d, #f28bb8)',
  'light-dark(#6b7a00, #c2cf4a)',
  'light-dark(#7a4b2a, #d2a679)',
];

/** The colour of a map without a group or a type, and of the groups after the first ones. */
const PLAIN = 'var(--muted)';

/** The CSS colour of a group; null for none. */
export function groupColour(group: number | null): string {
  return (group !== null && GROUPS[group]) || PLAIN;
}

/** The CSS colour of a prediction type; null for none. */
export function typeColour(type: PredictionTypeName | null): string {
  return type === null ? PLAIN : `var(--${type.toLowerCase()})`;
}
