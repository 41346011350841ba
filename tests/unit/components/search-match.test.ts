import { expect, test } from 'vitest';
import { matchesSearch } from '../../../components/job-list/search-match';

test.each([
  ['nightly/showcase', '', true],
  ['nightly/showcase', '  ', true],
  ['nightly/showcase', 'CASE night', true],
  ['nightly/showcase', 'case day', false],
  ['Été', 'été', true],
])('%s for “%s”: %s', (path, query, isMatch) => {
  expect(matchesSearch(path, query)).toBe(isMatch);
});
