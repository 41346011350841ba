import { createTranslator } from 'use-intl/core';
import { describe, expect, test } from 'vitest';
import { KEYWORDS } from '../../../components/palette/keywords';
import { mapCommands } from '../../../components/palette/map-commands';
import { bestMatches } from '../../../components/palette/matches';
import { messagesOf } from '../../../lib/i18n/locale';

const items = [
  { name: 'Signed maps: Red–blue, dark', keywords: KEYWORDS.signed },
  { name: 'Theme: Dark', keywords: [...KEYWORDS.theme, ...KEYWORDS.dark] },
  { name: 'Wall of darkest', keywords: KEYWORDS.wall },
  { name: 'Language: 中文', keywords: [...KEYWORDS.language, ...KEYWORDS.zh] },
];

const namesOf = (text: string) => bestMatches(text, items).map(({ name }) => name);

describe('commands', () => {
  test('with the word as a keyword come first, then those with a name word that starts with it', () => {
    expect(namesOf('dark')).toEqual(['Theme: Dark', 'Signed maps: Red–blue, dark', 'Wall of darkest']);
  });

  test('must match every word', () => {
    expect(namesOf('dark wall')).toEqual(['Wall of darkest']);
    expect(namesOf('dark purple')).toEqual([]);
  });

  test('are all listed, in their order, if nothing is typed', () => {
    expect(namesOf(' ')).toEqual(items.map(({ name }) => name));
  });

  test.for(['Chinese', '中文', '语言', 'lang'])('of the language are found by %s', (text) => {
    expect(namesOf(text)).toEqual(['Language: 中文']);
  });
});

describe('the display of maps is found in either language', () => {
  const cases = [
    { text: 'fit', en: 'Map size: Fit', zh: '图大小：适应' },
    { text: '适应', en: 'Map size: Fit', zh: '图大小：适应' },
    { text: 'contour', en: 'Show contours', zh: '显示等值线' },
    { text: '等值线', en: 'Show contours', zh: '显示等值线' },
    { text: 'pin', en: 'Pin explainer: GradCAM', zh: '固定解释方法：GradCAM' },
    { text: '固定', en: 'Pin explainer: GradCAM', zh: '固定解释方法：GradCAM' },
    { text: 'color turbo', en: 'Colour map: Turbo', zh: '颜色映射：Turbo' },
  ];
  test.for(cases)('by $text', ({ text, ...expected }) => {
    for (const locale of ['en', 'zh'] as const) {
      const t = createTranslator({ locale, messages: messagesOf(locale) });
      const job = { key: 'run', explainerNames: ['GradCAM', 'RISE'] };
      const commands = mapCommands(job, { path: '/jobs/run/saliency', query: '' }, t);
      expect(bestMatches(text, commands)[0]?.name).toBe(expected[locale]);
    }
  });
});
