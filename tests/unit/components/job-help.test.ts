import { createTranslator } from 'use-intl/core';
import { describe, expect, test } from 'vitest';
import { helpOf, unfinishedOf } from '../../../components/frame/job-help';
import en from '../../../lib/i18n/en.json';
import zh from '../../../lib/i18n/zh.json';

const problem = (code: string) => ({ code, message: '', offset: null });

describe('the help for a state', () => {
  test.each([
    ['complete', 3, [], 'completeHelp'],
    ['damaged', 1, [problem('corrupt-record')], 'damagedHelp'],
    ['damaged', 2, [problem('corrupt-record')], 'damagedPartsHelp'],
    ['damaged', 1, [problem('missing-part')], 'damagedPartsHelp'],
  ] as const)('of a job that is %s in %i files', (state, partCount, problems, name) => {
    expect(helpOf({ state, partCount, problems: [...problems] })).toBe(name);
    expect(en.state).toHaveProperty(name);
    expect(zh.state).toHaveProperty(name);
  });
});

describe('writers', () => {
  const t = createTranslator({ locale: 'en', messages: en, namespace: 'job' });

  test('that have not finished are named, but not all of many', () => {
    expect(unfinishedOf({ total: 4, finished: 3, unfinished: [2] })).toEqual({ count: 1, named: ['2'], more: 0 });
    const many = { total: 30, finished: 10, unfinished: Array.from({ length: 20 }, (_, k) => k) };
    expect(unfinishedOf(many)).toMatchObject({ count: 20, named: { length: 8 }, more: 12 });
  });

  test('are counted in a sentence', () => {
    expect(t('writers', { finished: 3, total: 4 })).toBe('3 of 4 writers have finished.');
    expect(t('writers', { finished: 1, total: 4 })).toBe('1 of 4 writers has finished.');
    expect(t('writers', { finished: 0, total: 4 })).toBe('None of the 4 writers so far has finished.');
    expect(t('writersLeft', { count: 1, names: '2' })).toBe('Writer 2 has not finished yet.');
    expect(t('writersLeft', { count: 2, names: '0 and 2' })).toBe('Writers 0 and 2 have not finished yet.');
  });
});
