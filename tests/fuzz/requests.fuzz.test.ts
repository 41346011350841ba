import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as compare from '../../lib/api/compare-answers';
import { confusionAnswer, evaluationAnswer, thresholdsAnswer } from '../../lib/api/evaluation-answers';
import { healthAnswer, livenessAnswer, problemAnswer } from '../../lib/api/health-answers';
import * as insight from '../../lib/api/insight-answers';
import { jobAnswer, jobsAnswer } from '../../lib/api/job-answers';
import * as marks from '../../lib/api/mark-answers';
import { openApiDocument } from '../../lib/api/openapi';
import { facetsAnswer, neighboursAnswer, sampleAnswer, samplesAnswer } from '../../lib/api/sample-answers';
import { tablesAnswer } from '../../lib/api/table-answers';
import { type Server, serve } from '../support/browser';
import { until } from '../support/until';
import { fuzz, PATIENCE_MS } from './harness';

/* Any request: never a 5xx, and for every documented URL a documented response. */

const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
const { paths } = openApiDocument('1.0.0');

const SCHEMAS: Record<string, { parse(value: unknown): unknown }> = {
  Marks: marks.marksAnswer.strict(),
  Views: marks.viewsAnswer.strict(),
  JobMarks: marks.jobMarksAnswer.strict(),
  Aside: marks.asideAnswer.strict(),
  Notes: marks.notesAnswer.strict(),
  Note: marks.note.strict(),
  Jobs: jobsAnswer.strict(),
  Job: jobAnswer.strict(),
  Samples: samplesAnswer.strict(),
  Facets: facetsAnswer.strict(),
  Sample: sampleAnswer.strict(),
  Neighbours: neighboursAnswer.strict(),
  Evaluation: evaluationAnswer.strict(),
  Confusion: confusionAnswer.strict(),
  Thresholds: thresholdsAnswer.strict(),
  Survey: insight.surveyAnswer.strict(),
  Agreement: insight.agreementAnswer.strict(),
  Pairs: insight.pairsAnswer.strict(),
  Explainers: insight.explainersAnswer.strict(),
  Classes: insight.classesAnswer.strict(),
  Shortcuts: insight.shortcutsAnswer.strict(),
  SampleInsight: insight.sampleInsightAnswer.strict(),
  Triage: insight.triageAnswer.strict(),
  Distributions: insight.distributionsAnswer.strict(),
  Comparison: compare.compareAnswer.strict(),
  ComparedSamples: compare.compareSamplesAnswer.strict(),
  Tables: tablesAnswer.strict(),
  Health: healthAnswer.strict(),
  Liveness: livenessAnswer.strict(),
  Problem: problemAnswer.strict(),
};

let server: Server;
beforeAll(async () => {
  server = await serve(FIXTURES, ['--reload-interval', '60']);
  await until(async () => (await fetch(`${server.url}/api/health/ready`)).ok);
}, 60_000);
afterAll(() => server.stop());

const agent = new Agent({ keepAlive: true, maxSockets: 8 });

interface Answer {
  status: number;
  type: string;
  text: string;
}

function ask(path: string, method = 'GET', body = '', headers: Record<string, string> = {}): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path, method, headers, agent, timeout: 20_000 }, async (response) => {
      let text = '';
      for await (const chunk of response.setEncoding('latin1')) text += chunk;
      resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text });
    });
    asked.on('timeout', () => asked.destroy(new Error(`No answer to ${method} ${path}.`)));
    asked.on('error', reject).end(body);
  });
}

const word = fc.oneof(
  fc.constantFrom(
    '0',
    '1',
    '2',
    '-1',
    '17',
    '4711',
    '2147483647',
    '2147483648',
    '-2147483649',
    '1e3',
    '1e400',
    '0.5',
    '.5',
  ),
  fc.constantFrom(
    '',
    ' ',
    '.',
    '..',
    '../..',
    '~',
    '\0',
    '\n',
    'NaN',
    'Infinity',
    'null',
    'true',
    'none',
    '__proto__',
    '%',
    '%2e%2e',
  ),
  fc.constantFrom(
    'id',
    'confidence',
    'uncertainty',
    'asc',
    'desc',
    'TP',
    'FN',
    'FP',
    'map',
    'overlay',
    '0,1,2',
    'updated',
    'path',
  ),
  fc.constantFrom('\ud800', 'é', '任务', '🦊', 'x'.repeat(3_000)),
  fc.string({ unit: 'binary', maxLength: 12 }),
);
const key = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'plain~job',
      'hoc_split~job',
      'multi_unc~job',
      'layers~job',
      'empty_file~job',
      'garbage_file~job',
    ),
  },
  { weight: 1, arbitrary: word },
);

/** Percent-escapes characters that are invalid in a request line; lone surrogates become U+FFFD. */
const escaped = (text: string) => encodeURIComponent(Buffer.from(text).toString());

interface Asked {
  template: string;
  path: string;
  method: string;
}

/** A URL of the OpenAPI document with valid and invalid values. */
const documented: fc.Arbitrary<Asked> = fc
  .constantFrom(...Object.keys(paths).filter((path) => paths[path].get))
  .chain((template) => {
    const parameters = paths[template].get.parameters as { name: string; in: string }[];
    const inQuery = parameters.filter((one) => one.in === 'query').map(({ name }) => name);
    const names = fc.oneof(
      fc.constantFrom(...(inQuery.length > 0 ? inQuery : ['x'])),
      fc.constantFrom('x', '__proto__', 'token'),
    );
    return fc
      .tuple(
        key,
        fc.array(fc.oneof(fc.nat(3).map(String), word), { minLength: 3, maxLength: 3 }),
        fc.array(fc.tuple(names, word), { maxLength: 5 }),
      )
      .map(([job, words, query]) => {
        let next = 0;
        const path = template.replace(/\{(\w+)\}/g, (_, name) => escaped(name === 'key' ? job : words[next++]));
        const text = query.map((pair) => pair.map(escaped).join('=')).join('&');
        return { template, path: text === '' ? path : `${path}?${text}`, method: 'GET' };
      });
  });

test('each documented answer has its schema here', () => {
  const named = Object.values(paths).flatMap(({ get }) =>
    [...JSON.stringify(get?.responses ?? {}).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name),
  );
  expect(named).toContain('Samples');
  expect(named.filter((name) => !(name in SCHEMAS))).toEqual([]);
});

test('any request to a documented URL', { timeout: PATIENCE_MS }, async () => {
  await fuzz('requests', documented, async ({ template, path, method }) => {
    const { status, type, text } = await ask(path, method);
    expect(status).toBeLessThan(500);
    if (path.length > 8_000) {
      expect(status).toBe(414);
      return;
    }
    const { responses } = paths[template].get as unknown as {
      responses: Record<string, { content?: Record<string, { schema: { $ref?: string } }> }>;
    };
    // Dots and empty segments make it another URL.
    if (/\/(\.|%2e|\/|$|\?)/i.test(path.slice(1))) return;
    expect(Object.keys(responses)).toContain(String(status));
    const content = responses[status].content?.[type.split(';')[0]];
    expect(content, `${status} ${type}`).toBeDefined();
    const name = content?.schema.$ref?.split('/').at(-1);
    if (name) SCHEMAS[name].parse(JSON.parse(Buffer.from(text, 'latin1').toString()));
  });
});

const PREFIX = '/v1/mindinsight/explainer';
const compatValue = fc.oneof(
  fc.constantFrom<unknown>(
    './plain/job',
    'hoc_split/job',
    './multi_unc/job',
    'TP',
    'FN',
    'confidence',
    'uncertainty',
    'cat',
    'dog',
  ),
  fc.integer(),
  fc.double(),
  fc.constantFrom<unknown>(null, true, [], {}, [[]], [null], 0, 10, -1),
  fc.array(fc.oneof(fc.string(), fc.integer(), fc.constantFrom('cat', 'dog', 'TP', 'FP')), { maxLength: 4 }),
  fc.jsonValue({ maxDepth: 3 }),
);
const compatKey = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constantFrom(
      'train_id',
      'labels',
      'limit',
      'offset',
      'sorted_name',
      'sorted_type',
      'prediction_types',
      'drop_empty',
    ),
  },
  { weight: 1, arbitrary: fc.string() },
);
const body = fc.oneof(
  { weight: 6, arbitrary: fc.dictionary(compatKey, compatValue).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.oneof(fc.json(), fc.string(), fc.constantFrom('', '{', '[1e999]', '['.repeat(5_000))) },
);
const compat = fc.oneof(
  fc.record({ method: fc.constant('POST'), path: fc.constantFrom(`${PREFIX}/saliency`, `${PREFIX}/hoc`), body }),
  fc
    .tuple(
      fc.constantFrom('explain-jobs', 'explain-job', 'evaluation', 'image'),
      fc.array(
        fc.tuple(
          fc.constantFrom('train_id', 'path', 'type', 'limit', 'offset'),
          fc.oneof(
            word,
            fc.constantFrom(
              './plain/job',
              './hoc_split/job',
              'original',
              'overlay',
              'outcome',
              '0_blue_box_0.jpg',
              '0_kite_0.jpg',
              '0_kite_99.jpg',
            ),
          ),
        ),
        { maxLength: 5 },
      ),
    )
    .map(([name, query]) => ({
      method: 'GET',
      path: `${PREFIX}/${name}?${query.map((pair) => pair.map(escaped).join('=')).join('&')}`,
      body: '',
    })),
);

test("any request to the predecessor's URLs", { timeout: PATIENCE_MS }, async () => {
  await fuzz('compat', compat, async ({ method, path, body }) => {
    const { status, type, text } = await ask(path, method, body, { 'Content-Type': 'application/json' });
    expect(status).toBeLessThan(500);
    if (type.startsWith('image/') || type === 'application/octet-stream') return;
    if (status === 414) return; // a URL that is too long is refused as text, whosever it is
    const answer = JSON.parse(text);
    if (status >= 400)
      expect(answer).toEqual({ error_code: expect.any(String), error_msg: expect.stringMatching(/./) });
  });
});

const anywhere = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
  path: fc.oneof(
    fc
      .array(
        fc.oneof(
          fc.constantFrom(
            'jobs',
            'api',
            'plain~job',
            'saliency',
            'samples',
            'evaluation',
            '_next',
            'static',
            'image',
            'v1',
          ),
          word.map(escaped),
        ),
        { maxLength: 6 },
      )
      .map((names) => `/${names.join('/')}`),
    fc
      .array(
        fc.tuple(
          fc.constantFrom(
            'page',
            'labels',
            'types',
            'sort',
            'layout',
            'stage',
            'on',
            'q',
            'limit',
            'pick',
            'confidence',
            '_rsc',
            'sample',
            'of',
            'layer',
          ),
          word,
        ),
        { maxLength: 5 },
      )
      .map((query) => `/jobs/plain~job/saliency?${query.map((pair) => pair.map(escaped).join('=')).join('&')}`),
    fc
      .string({
        unit: fc.constantFrom('/', '.', '%', '2', 'e', 'f', '?', '&', '=', '[', ']', ';', '\\', '~', '@', ':', 'a'),
        maxLength: 30,
      })
      .map((text) => `/${text}`),
  ),
  headers: fc.dictionary(
    fc.constantFrom(
      'rsc',
      'next-router-prefetch',
      'next-router-state-tree',
      'next-action',
      'if-none-match',
      'range',
      'accept-language',
      'cookie',
      'accept',
      'x-forwarded-host',
      'x-nextjs-data',
      'x-middleware-subrequest',
      'content-type',
    ),
    fc.oneof(
      fc.constantFrom(
        '1',
        '*',
        'text/html',
        '"x"',
        'bytes=0-',
        'salient-theme=dark',
        'salient-language=%',
        'multipart/form-data',
        '[]',
        'evil.example',
      ),
      fc.base64String({ maxLength: 20 }),
    ),
    { maxKeys: 3 },
  ),
});

test('any request at all', { timeout: PATIENCE_MS }, async () => {
  await fuzz('anywhere', anywhere, async ({ method, path, headers }) => {
    expect((await ask(path, method, '', headers)).status).toBeLessThan(500);
  });
  expect((await ask('/api/jobs')).status).toBe(200);
});
