/*
 * Names in texts. A name written right to left, or one with bidi control characters, would reorder the words around it, so it is
 * enclosed in directional isolates (Unicode Standard Annex #9). Names without such characters stay as they are.
 */

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** Letters of right-to-left scripts, and bidi control characters. */
const TURNS =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u200e\u200f\u202a-\u202e\u2066-\u2069\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const ISOLATE_OR_POP = /[\u2066-\u2069]/g;

/** A name for use in a text: it cannot change the direction of what is around it, even if its control characters are unbalanced. */
export function isolated(name: string): string {
  return TURNS.test(name) ? FIRST_STRONG_ISOLATE + balanced(name) + POP_ISOLATE : name;
}

/**
 * Removes pops of isolates that were not opened, and closes isolates that were left open. Embeddings and overrides need no closing:
 * they end with the isolate around them.
 */
function balanced(name: string): string {
  let open = 0;
  const text = name.replace(ISOLATE_OR_POP, (control) => {
    if (control !== POP_ISOLATE) open++;
    else if (open === 0) return '';
    else open--;
    return control;
  });
  return text + POP_ISOLATE.repeat(open);
}

/** A translator of use-intl that isolates each text among the values of a message. */
export function isolating<T extends CallableFunction>(translator: T): T {
  const format = translator as unknown as (key: string, values?: Values, formats?: unknown) => string;
  const isolatingFormat: typeof format = (key, values, formats) =>
    format(key, values && isolatedValues(values), formats);
  return Object.assign(isolatingFormat, translator);
}

type Values = Record<string, unknown>;

function isolatedValues(values: Values): Values {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? isolated(value) : value]),
  );
}
