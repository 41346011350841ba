import { createTranslator } from 'use-intl/core';
import { describe, expect, test } from 'vitest';
import { isolated, isolating } from '../../../lib/i18n/isolate';

const [FSI, LRI, PDI, RLO, RLM] = ['\u2068', '\u2066', '\u2069', '\u202e', '\u200f'];

describe('a name in a text', () => {
  test.for(['GradCAM', 'naïve – “quoted” 🙂', '显著图', '𝔘𝔫𝔦', ''])(
    'without right-to-left letters is unchanged: %j',
    (name) => {
      expect(isolated(name)).toBe(name);
    },
  );

  test.for(['خريطة', 'GradCAM כלב', 'ܫܠܡܐ', '𞤀𞤣', `plain${RLM}`, `a${RLO}b`])(
    'that turns the direction is isolated: %j',
    (name) => {
      expect(isolated(name)).toBe(FSI + name + PDI);
    },
  );

  test('cannot end its isolate', () => {
    expect(isolated(`a${PDI}${RLO}b`)).toBe(`${FSI}a${RLO}b${PDI}`);
  });

  test('cannot leave an isolate open', () => {
    expect(isolated(`a${LRI}b${LRI}c${PDI}d`)).toBe(`${FSI}a${LRI}b${LRI}c${PDI}d${PDI}${PDI}`);
  });
});

describe('messages', () => {
  const t = isolating(
    createTranslator({ locale: 'en', messages: { says: '{name} leads by {count, number}', plain: 'Nothing' } }),
  );

  test('isolate the names in them, and nothing else', () => {
    expect(t('says', { name: 'كلب', count: 2 })).toBe(`${FSI}كلب${PDI} leads by 2`);
    expect(t('says', { name: 'dog', count: 2 })).toBe('dog leads by 2');
    expect(t('plain')).toBe('Nothing');
  });

  test('keep the other functions of the translator', () => {
    expect(t.has('plain')).toBe(true);
    expect(t.raw('says')).toContain('{name}');
  });
});
