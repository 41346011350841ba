import { concat, float } from '../support/event-writer';
import { PLAIN } from './event-files';
import { about, event, field, floats, int, ints, message, repeated, upTo } from './message';

/* A job whose labels, explainers, metrics and pictures all have names that something might trip over. */

/** Names that are keys, paths, numbers, markup or code elsewhere, and text that no font or terminal is prepared for; some as bytes. */
const NAMES: readonly (string | Uint8Array)[] = [
  ...[
    '',
    ' ',
    '0',
    '1',
    '-1',
    '1e3',
    'NaN',
    'null',
    'none',
    'undefined',
    'true',
    '__proto__',
    'constructor',
    'toString',
  ],
  ...['.', '..', '../..', '/', '\\', 'a/b', 'a?b#c&d=e', '%', '%2F', '%E0%A4%A', '~', '0~1', ',', 'a,b', ';', '|', '*'],
  ...[
    '"',
    "'",
    '`',
    '<script>alert(1)</script>',
    '</script>',
    '<!--',
    ']]>',
    '{{x}}',
    `\${x}`,
    '{x}',
    '=1+1',
    '@x',
    '{t, plural, other {x}}',
  ],
  ...[
    '\n',
    '\r\n',
    '\t',
    '\0',
    '\u0085',
    '\u2028',
    '\u001b[31m',
    '\u009b2J',
    '\u202egpj.exe',
    '\u2066a',
    '\u200b',
    '\ufeff',
  ],
  ...[
    'e\u0301'.repeat(40),
    'x'.repeat(4_000),
    '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'.repeat(20),
    '\u0e01\u0e33',
    '名'.repeat(100),
  ],
  ...[
    [0xff, 0xfe],
    [0xed, 0xa0, 0x80],
    [0xc0, 0xaf],
    [0xf4, 0x90, 0x80, 0x80],
  ].map((bytes) => Uint8Array.from(bytes)),
];

/** Each name twice: names need not differ. */
const EACH = [...NAMES, ...NAMES];

const names = event(
  field(
    7,
    message(
      ...EACH.map((name) => field(1, name)),
      ...NAMES.map((name) => field(2, name)),
      ...NAMES.map((name) => field(3, name)),
    ),
  ),
);

const scores = event(
  ...NAMES.map((name, i) =>
    field(
      6,
      message(
        field(1, name),
        field(2, NAMES[(7 * i) % NAMES.length]),
        Uint8Array.from(float(3, 0.5)),
        floats(
          4,
          EACH.map(() => 0.5),
        ),
      ),
    ),
  ),
);

const sample = (id: number) => {
  const [label, wrong] = [id % EACH.length, (id + 5) % EACH.length];
  return about(
    id,
    field(2, id % 4 === 0 ? 'original.png' : NAMES[id % NAMES.length]),
    ints(3, [label]),
    field(4, message(floats(1, [0.2]), ints(2, [wrong]), floats(3, [0.9]))),
    ...Array.from(upTo(4), (i) =>
      field(
        5,
        message(
          field(1, NAMES[(id + i) % NAMES.length]),
          int(2, label),
          field(3, i ? 'heatmap.png' : NAMES[id % NAMES.length]),
        ),
      ),
    ),
    field(9, message(int(1, label), field(2, NAMES[id % NAMES.length]))),
  );
};

export const ODD_NAMES = () => concat([PLAIN(), names, scores, repeated(300, (id) => sample(1 + id))]);
