import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { crc32 as ownCrc32 } from '../../../lib/image/crc32';
import { countFacets } from '../../../lib/job/facets';
import { findSamples, type SampleFilter, type SampleSort } from '../../../lib/job/query';
import { countGroups, sampleKeys, valuesBySample } from '../../../lib/job/sample-keys';
import { atOnce } from '../../../lib/slices';
import { FoldedJob } from '../../support/fold';
import { run } from '../../support/runs';

/* Samples by the values that were given to the index of a job, such as marks. */

const { job } = new FoldedJob(run({ samples: 12 }));
const ALL = atOnce(
  sampleKeys(
    job,
    Uint32Array.from({ length: 12 }, (_, row) => row),
  ),
);
const pictureOf = (id: number) => ALL.pictures[ALL.ids.indexOf(id)];
const keys = (...ids: number[]) => ({ ids: Int32Array.from(ids), pictures: Uint32Array.from(ids, pictureOf) });

function found(
  filter: SampleFilter,
  values: Record<string, Float32Array>,
  sort: SampleSort = { by: 'id', descending: false },
) {
  const known = new Map(Object.entries(values));
  const of = { get: (key: string) => known.get(key), ofSamples: (key: string) => known.get(key) };
  return [...atOnce(findSamples(job, filter, sort, of)).rows].map((row) => job.samples.column.id[row]);
}

test('the checksum of a picture is the CRC-32 of its path', () => {
  const path = Buffer.from('_explain_1700000000/origin_images/0/picture_3.jpg');
  if (typeof crc32 === 'function') expect(ownCrc32(path)).toBe(crc32(path));
  expect(pictureOf(3)).toBe(ownCrc32(path));
  expect(ownCrc32(Buffer.from('xx123456789y'), 2, 11)).toBe(0xcbf43926); // the check value of the CRC catalogue
});

test('values of samples: the greatest one, and none for another picture or an unknown sample', () => {
  const samples = { ids: Int32Array.of(3, 3, 5, 99), pictures: Uint32Array.of(pictureOf(3), pictureOf(3), 1, 1) };
  const values = atOnce(valuesBySample(job, samples, Float32Array.of(1, 4, 2, 3)));
  expect(
    [...values].flatMap((value, row) => (Number.isNaN(value) ? [] : [[job.samples.column.id[row], value]])),
  ).toEqual([[3, 4]]);
});

describe('filter and order', () => {
  const a = atOnce(valuesBySample(job, keys(1, 5, 9), Float32Array.of(0, 2, 1)));
  const b = atOnce(valuesBySample(job, keys(5, 6), Float32Array.of(0, 0)));

  test('all keys hold, together with the other parts', () => {
    expect(found({ having: ['a'] }, { a })).toEqual([1, 5, 9]);
    expect(found({ having: ['a', 'b'] }, { a, b })).toEqual([5]);
    expect(found({ having: ['a'], ids: [9, 10] }, { a })).toEqual([9]);
    expect(found({ having: ['b'], labels: [2] }, { b })).toEqual([6]);
  });

  test('by rank; samples without one come last', () => {
    expect(found({}, { a }, { by: 'rank', key: 'a', descending: true }).slice(0, 4)).toEqual([5, 9, 1, 0]);
    expect(found({}, { a }, { by: 'rank', key: 'a', descending: false }).slice(0, 4)).toEqual([1, 9, 5, 0]);
  });

  test('an unknown key is an error', () => {
    expect(() => found({ having: ['c'] }, {})).toThrow(/not known/);
  });

  test('facets count marked samples only', () => {
    const of = { get: () => undefined, ofSamples: () => a };
    const { labels } = atOnce(countFacets(job, { having: ['a'] }, of));
    expect(labels).toEqual([{ label: 1, count: 3 }]);
  });
});

test('groups are counted among rows', () => {
  const rows = Uint32Array.of(1, 5, 6);
  const samples = {
    ...keys(1, 5, 5, 9),
    pictures: Uint32Array.of(pictureOf(1), pictureOf(5), pictureOf(5), pictureOf(9)),
  };
  expect(atOnce(countGroups(job, rows, samples, Uint16Array.of(0, 0, 1, 1), 3))).toEqual([2, 1, 0]);
});
