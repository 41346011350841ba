import { describe, expect, test } from 'vitest';
import {
  displayOf,
  explainerOnWall,
  loadSaliencyParams,
  samplesRequestOf,
  serializeSaliencyParams,
} from '../../../lib/api/search-params';

const load = (query: string) => loadSaliencyParams(new URLSearchParams(query));

describe('the state of the saliency view', () => {
  test('default values are omitted from the URL', () => {
    expect(serializeSaliencyParams('/jobs/a/saliency', load(''))).toBe('/jobs/a/saliency');
  });

  test('is restored from the URL completely', () => {
    const query =
      'colour=turbo&contrast=gamma&blend=10&top=25&contours=true&regions=false&layout=wall&px=99&wall=2&page=3&size=10&labels=1,2&types=FN' +
      '&sort=uncertainty&order=asc&hide=0&confidence=0.25~0.5&uncertainty=0~0.1&samples=3,7-9&region=2~0~4~8~16&measure=iou&margin=0.5~1&interval=crosses,outside' +
      '&agreement=-1~0.2&evidence=0~0.999999&border=0.4~1&spread=0~0.1&mapsOf=Grad+CAM&together=true&stage=7&on=1&against=2&pick=7.1';
    const written = serializeSaliencyParams('', load(query));
    expect(new URLSearchParams(written)).toEqual(new URLSearchParams(query));
  });

  test.each(['0.5', '1~0', 'a~b', '~', '0~1~2'])('the range %s is invalid', (range) => {
    expect(load(`confidence=${range}`).confidence).toBeNull();
  });

  test('ranges become parameters of the API request', () => {
    expect(samplesRequestOf(load('confidence=0.25~0.5&types=TP,FN,FP&page=-3&size=7'))).toMatchObject({
      minConfidence: 0.25,
      maxConfidence: 0.5,
      type: [],
      page: 1,
      limit: 5,
    });
  });

  test('numbers outside the range of their slider are clamped', () => {
    expect(displayOf(load('blend=900&top=-4'))).toMatchObject({ blend: 100, top: 1 });
  });
});

test.each([
  ['', 0],
  ['columns=2,0', 2],
  ['columns=2,0&pin=1', 1],
  ['wall=0&columns=2', 0],
  ['wall=7&columns=2', 2],
  ['wall=-1', 0],
  // The explainer whose numbers the samples are sorted or filtered by, unless another one is chosen.
  ['sort=border&mapsOf=C', 2],
  ['sort=border&mapsOf=C&wall=1', 1],
  ['sort=border&mapsOf=D', 0],
  ['spread=0~0.2&mapsOf=B', 1],
  ['mapsOf=C', 0],
  ['region=1~0~0~4~4', 1],
  ['region=1~0~0~4~4&sort=contrast&mapsOf=C', 2],
])('with "%s" the wall shows explainer %i', (query, expected) => {
  expect(explainerOnWall({ explainerNames: ['A', 'B', 'C'] }, load(query))).toBe(expected);
});
