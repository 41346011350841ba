import { expect, test } from 'vitest';
import {
  counterfactualRequestOf,
  loadCounterfactualParams,
  serializeCounterfactualParams,
} from '../../../lib/api/counterfactual-params';
import { queryOf } from '../../../lib/api/search-params';

/** The API request for a URL of the view. */
const asked = (search: string) => String(queryOf(counterfactualRequestOf(loadCounterfactualParams(search))));

test.each([
  ['', 'page=1&limit=24&hasCounterfactuals=true&sort=confidence&order=desc'],
  ['?page=3&label=7', 'page=3&limit=24&label=7&hasCounterfactuals=true&sort=confidence&order=desc'],
  ['?empty=true', 'page=1&limit=24&sort=confidence&order=desc'],
  ['?sample=5&of=2&layer=0&boxes=true', 'page=1&limit=24&hasCounterfactuals=true&sort=confidence&order=desc'],
  ['?page=-4&label=-1', 'page=1&limit=24&hasCounterfactuals=true&sort=confidence&order=desc'],
  ['?page=x&label=x&layer=x', 'page=1&limit=24&hasCounterfactuals=true&sort=confidence&order=desc'],
])('the counterfactual view at "%s" asks for %s', (search, query) => {
  expect(asked(search)).toBe(query);
});

test('its URL omits default values, and keeps layer 0, which is not a default', () => {
  const state = loadCounterfactualParams('?page=1&sample=-5&layer=0&boxes=false&empty=false');
  expect(serializeCounterfactualParams('/c', state)).toBe('/c?sample=-5&layer=0');
});
