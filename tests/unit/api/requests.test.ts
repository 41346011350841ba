import { describe, expect, test } from 'vitest';
import { compareRequest } from '../../../lib/api/compare-requests';
import { ApiError, type ApiProblem } from '../../../lib/api/problem';
import {
  heatmapAddress,
  heatmapRequest,
  jobsRequest,
  noParameters,
  parsePath,
  parseQuery,
  pictureRequest,
  sampleAddress,
  samplesRequest,
} from '../../../lib/api/requests';

/** The problem document that `call` throws. */
function problemOf(call: () => unknown): ApiProblem {
  try {
    call();
  } catch (error) {
    if (error instanceof ApiError) return error.problem;
    throw error;
  }
  throw new Error('There was no problem.');
}

const samples = (query: string) => parseQuery(samplesRequest, new URLSearchParams(query));
const jobs = (query: string) => parseQuery(jobsRequest, new URLSearchParams(query));

describe('a request of jobs', () => {
  test('without parameters has its defaults', () => {
    expect(jobs('')).toEqual({
      page: 1,
      limit: 20,
      q: '',
      sort: 'updated',
      order: 'desc',
      hidden: false,
      starred: false,
    });
  });

  test('has its parameters', () => {
    expect(jobs('page=3&limit=50&q=night+run&sort=path&order=asc&starred=true')).toEqual({
      page: 3,
      limit: 50,
      q: 'night run',
      sort: 'path',
      order: 'asc',
      hidden: false,
      starred: true,
    });
  });
});

describe('a request of samples', () => {
  test('without parameters has its defaults', () => {
    expect(samples('')).toEqual({
      page: 1,
      limit: 5,
      label: [],
      type: [],
      interval: [],
      hasMaps: false,
      hasCounterfactuals: false,
      aspect: false,
      sort: 'confidence',
      order: 'desc',
    });
  });

  test('has its parameters, with lists for repeated ones', () => {
    const query =
      'page=2&limit=200&label=3&label=0&type=TP&type=FN&minConfidence=0.25&maxConfidence=.5&minUncertainty=-1&maxUncertainty=1e-3&minMargin=.5&interval=crosses&interval=outside&hasMaps=true&hasCounterfactuals=false&sort=uncertainty&order=asc&ids=5,-7,0';
    expect(samples(query)).toEqual({
      page: 2,
      limit: 200,
      label: [3, 0],
      type: ['TP', 'FN'],
      minConfidence: 0.25,
      maxConfidence: 0.5,
      minUncertainty: -1,
      maxUncertainty: 0.001,
      minMargin: 0.5,
      interval: ['crosses', 'outside'],
      hasMaps: true,
      hasCounterfactuals: false,
      aspect: false,
      sort: 'uncertainty',
      order: 'asc',
      ids: [5, -7, 0],
    });
  });

  test('can contain as many sample ids as the maximum page size', () => {
    const ids = Array.from({ length: 200 }, (_, i) => i);
    expect(samples(`ids=${ids.join(',')}`).ids).toEqual(ids);
  });
});

describe('an invalid parameter', () => {
  const tooMany = Array.from({ length: 201 }, (_, i) => i).join(',');
  const pages = 'an integer from 1 to 2147483647';
  const limits = 'an integer from 1 to 200';
  const labels = 'an integer from 0 to 2147483647';
  const ids = 'at most 200 sample ids with commas between them';

  test.each([
    ['page=0', 'page', '0', pages],
    ['page=-1', 'page', '-1', pages],
    ['page=1.5', 'page', '1.5', pages],
    ['page=', 'page', '', pages],
    ['page=one', 'page', 'one', pages],
    ['page=0x10', 'page', '0x10', pages],
    ['page=NaN', 'page', 'NaN', pages],
    ['page=Infinity', 'page', 'Infinity', pages],
    ['page=2147483648', 'page', '2147483648', pages],
    ['page=1e300', 'page', '1e300', pages],
    ['page=%201', 'page', ' 1', pages],
    ['limit=0', 'limit', '0', limits],
    ['limit=201', 'limit', '201', limits],
    ['limit=[]', 'limit', '[]', limits],
    ['label=-1', 'label', '-1', labels],
    ['label=cat', 'label', 'cat', labels],
    ['label=3&label=4&label=x', 'label', 'x', labels],
    ['label=2147483648', 'label', '2147483648', labels],
    ['type=tp', 'type', 'tp', 'TP, FN or FP'],
    ['type=TP&type=TN', 'type', 'TN', 'TP, FN or FP'],
    ['minConfidence=high', 'minConfidence', 'high', 'a probability, a number'],
    ['minConfidence=NaN', 'minConfidence', 'NaN', 'a probability, a number'],
    ['maxConfidence=', 'maxConfidence', '', 'a probability, a number'],
    ['maxConfidence=1e999', 'maxConfidence', '1e999', 'a probability, a number'],
    ['minUncertainty=1,5', 'minUncertainty', '1,5', 'a standard deviation, a number'],
    ['maxUncertainty=-', 'maxUncertainty', '-', 'a standard deviation, a number'],
    ['hasMaps=yes', 'hasMaps', 'yes', 'true or false'],
    ['hasMaps=', 'hasMaps', '', 'true or false'],
    ['hasCounterfactuals=1', 'hasCounterfactuals', '1', 'true or false'],
    [
      'sort=name',
      'sort',
      'name',
      'one of id, confidence, uncertainty, margin, agreement, evidence, border, spread, contrast, marked',
    ],
    ['order=up', 'order', 'up', 'asc or desc'],
    ['ids=', 'ids', '', ids],
    ['ids=1,', 'ids', '1,', ids],
    ['ids=1 2', 'ids', '1 2', ids],
    ['ids=2147483648', 'ids', '2147483648', ids],
    ['ids=-2147483649', 'ids', '-2147483649', ids],
    [`ids=${tooMany}`, 'ids', tooMany, ids],
  ])('?%s is named, with its value and what is allowed', (query, parameter, value, allowed) => {
    const problem = problemOf(() => samples(query));
    expect(problem).toMatchObject({ status: 400, code: 'bad-parameter', parameter, value, allowed });
    expect(problem.detail).toContain(parameter);
    expect(problem.detail).toContain(allowed);
  });

  test.each([
    ['limit=1001', 'limit', '1001', 'an integer from 1 to 1000'],
    ['sort=name', 'sort', 'name', 'one of path, created, updated, size, samples, labels, explainers, state'],
    ['order=', 'order', '', 'asc or desc'],
    [`q=${'x'.repeat(501)}`, 'q', 'x'.repeat(501), 'a text of at most 500 characters'],
  ])('?%s of jobs is named, with its value and what is allowed', (query, parameter, value, allowed) => {
    expect(problemOf(() => jobs(query))).toMatchObject({ code: 'bad-parameter', parameter, value, allowed });
  });

  test('of several, the first is named', () => {
    expect(problemOf(() => samples('limit=0&page=0')).parameter).toBe('page');
  });

  test('?as=picture of a heatmap is named, with its value and what is allowed', () => {
    const problem = problemOf(() => parseQuery(heatmapRequest, new URLSearchParams('as=picture')));
    expect(problem).toMatchObject({ parameter: 'as', value: 'picture', allowed: 'map, overlay or pixels' });
  });

  test('?v= of a picture is any text that is not too long', () => {
    expect(parseQuery(pictureRequest, new URLSearchParams('v=a1'))).toEqual({ v: 'a1' });
    const problem = problemOf(() => parseQuery(pictureRequest, new URLSearchParams(`v=${'x'.repeat(101)}`)));
    expect(problem).toMatchObject({ parameter: 'v', allowed: expect.stringContaining('100 characters') });
  });
});

describe('an unknown parameter', () => {
  test.each(['limits', 'Page', 'constructor', 'toString', '__proto__', ''])('is named: ?%s=1', (name) => {
    const problem = problemOf(() => jobs(`${name}=1`));
    expect(problem).toMatchObject({
      status: 400,
      code: 'bad-parameter',
      parameter: name,
      value: '1',
      allowed: 'page, limit, q, sort, order, hidden, starred',
    });
  });

  test('is every parameter of a request that takes none', () => {
    expect(problemOf(() => parseQuery(noParameters, new URLSearchParams('page=1')))).toMatchObject({
      parameter: 'page',
      allowed: 'no parameters',
    });
    expect(parseQuery(noParameters, new URLSearchParams(''))).toEqual({});
  });
});

test('a parameter that is missing is said to be, and has no value', () => {
  const problem = problemOf(() => parseQuery(compareRequest, new URLSearchParams('a=run')));
  expect(problem).toMatchObject({ code: 'bad-parameter', parameter: 'b', allowed: 'the key of a job' });
  expect(problem).not.toHaveProperty('value');
  expect(problem.detail).toBe('b is missing; allowed: the key of a job.');
});

test('a repeated parameter that takes one value is reported with both values', () => {
  expect(problemOf(() => samples('page=1&page=2'))).toMatchObject({
    code: 'bad-parameter',
    parameter: 'page',
    value: '1, 2',
    allowed: 'one value',
  });
});

describe('the numbers of a path', () => {
  test('are parsed', () => {
    expect(parsePath(sampleAddress, { id: '-17' })).toEqual({ id: -17 });
    expect(parsePath(heatmapAddress, { id: '17', explainer: '0', label: '3' })).toEqual({
      id: 17,
      explainer: 0,
      label: 3,
    });
  });

  test.each([
    [{ id: 'x', explainer: '0', label: '0' }, 'id', 'x', 'an integer from -2147483648 to 2147483647'],
    [{ id: '2147483648', explainer: '0', label: '0' }, 'id', '2147483648', 'an integer from -2147483648 to 2147483647'],
    [{ id: '1', explainer: '-1', label: '0' }, 'explainer', '-1', 'an integer from 0 to 2147483647'],
    [{ id: '1', explainer: '0', label: '1.5' }, 'label', '1.5', 'an integer from 0 to 2147483647'],
    [{ id: '1', explainer: '0', label: '..' }, 'label', '..', 'an integer from 0 to 2147483647'],
  ])('invalid %o are named', (path, parameter, value, allowed) => {
    expect(problemOf(() => parsePath(heatmapAddress, path))).toMatchObject({
      status: 400,
      code: 'bad-parameter',
      parameter,
      value,
      allowed,
    });
  });
});
