import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { REPORT_END, SAMPLE_END } from '../../lib/api/report';
import { copyDemo, surveyed } from '../support/browser-insight';
import type { EventInput } from '../support/event-writer';
import { random } from '../support/random';
import { writeJob } from '../support/runs';
import { processorSeconds, type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* Reports through HTTP: what they contain, how large they are, and what is refused. */

const EXPLAINERS = ['Noise 0', 'Noise 1', 'Noise 2', 'Noise 3', 'Noise 4', 'Noise 5'];
const SIDE = 224;
const HOSTILE = '</script><img src=x onerror=alert(1)>\u202e\u0085';

/** A picture without any pattern: the largest that a format can make of it. */
function noise(seed: number, channels: 1 | 3): Promise<Buffer> {
  const next = random(seed);
  const pixels = Uint8Array.from({ length: SIDE * SIDE * channels }, () => Math.floor(next() * 256));
  return sharp(pixels, { raw: { width: SIDE, height: SIDE, channels } })
    .png()
    .toBuffer();
}

/** Fifty samples with maps of six explainers, which nothing makes smaller. */
async function writeNoise(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'original.png'), await noise(99, 3));
  for (const k of EXPLAINERS.keys()) await writeFile(join(directory, `${k}.png`), await noise(k, 1));
  const range = { minimum: -1, maximum: 1, signed: true };
  await writeJob(directory, [
    { metadata: { labels: ['cat'], explainers: EXPLAINERS } },
    ...Array.from(
      { length: 50 },
      (_, sampleId): EventInput => ({
        sampleId,
        imagePath: 'original.png',
        truth: [0],
        inference: { truthProb: [0.9] },
        explanations: EXPLAINERS.map((explainer, k) => ({ explainer, label: 0, path: `${k}.png`, range })),
      }),
    ),
  ]);
}

/** Two samples with names that would be markup; one map is missing, one is no picture, one was not recorded. */
async function writeHostile(directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'original.png'), await noise(1, 3));
  await writeFile(join(directory, 'broken.png'), 'no picture');
  await writeJob(directory, [
    { metadata: { labels: [HOSTILE], explainers: [HOSTILE, 'B', 'C'], metrics: [HOSTILE] } },
    {
      sampleId: 7,
      imagePath: 'original.png',
      truth: [0],
      inference: { truthProb: [0.9] },
      explanations: [
        { explainer: HOSTILE, label: 0, path: 'missing.png' },
        { explainer: 'B', label: 0, path: 'broken.png' },
      ],
    },
    { benchmarks: [{ metric: HOSTILE, explainer: 'B', total: 0.5 }] },
  ]);
}

let server: ServedDirectory;

beforeAll(async () => {
  server = await serveJobs(async (base) => {
    for (const job of ['digits_early', 'digits_late', 'photos']) await copyDemo(base, job);
    await writeNoise(join(base, 'noise'));
    await writeHostile(join(base, 'hostile'));
  });
});
afterAll(() => server.stop());

async function report(path: string): Promise<string> {
  const response = await server.get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="report[-\w.]*\.html"$/);
  expect(response.headers.get('content-security-policy')).toContain('sandbox');
  const text = await response.text();
  expect(text.trimEnd().endsWith(REPORT_END)).toBe(true);
  return text;
}

/** The text of a report without markup and pictures. */
const textOf = (html: string) =>
  html
    .replace(/<(script|style)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/\s+/g, ' ');

const samplesIn = (html: string) => html.split(SAMPLE_END).length - 1;

test('fifty samples with six maps of pure noise stay below 15 MB', async () => {
  const html = await report('/api/jobs/noise/report?limit=50');
  process.stdout.write(`A report of 300 maps of noise: ${(html.length / 1e6).toFixed(1)} MB\n`);
  expect(html.length).toBeLessThan(15e6);
  expect(samplesIn(html)).toBe(50);
  expect(html.split('data-map=').length - 1).toBe(300);
  expect(textOf(html)).toContain('300 maps shown');
  expect(textOf(html)).toContain('reduced from 224 × 224');
});

test('it says what, when, which samples, scores, agreement with its baseline, and links to nothing', async () => {
  await surveyed(server.url, '/api/jobs/photos/insight/survey');
  const html = await report('/api/jobs/photos/report?limit=3&type=FN&sort=id&order=asc&title=For%20the%20group');
  const text = textOf(html);
  for (const part of [
    'For the group',
    'Filters FN',
    'Sort Sample id, ascending',
    '3 shown of 11 that match, of 60 in the job',
    'This report shows 3 of 11 matching samples.',
    'Per label: Faithfulness',
    'GradCAM',
    'maps surveyed',
    'Shuffled is the same two explainers on maps of other samples: the baseline',
    'compare positions, not strengths',
  ])
    expect(text).toContain(part);
  expect(text).toMatch(/Number of sample labels of each type FN \d+ (?!· )/);
  expect(text).not.toContain('Not final');
  const agreement = (await server.json('/api/jobs/photos/insight/agreement?type=FN')).body as unknown as {
    pairs: { a: string; b: string; rho: { lift: number; n: number } }[];
  };
  const [{ rho }] = [...agreement.pairs].sort((x, y) => x.rho.lift - y.rho.lift);
  expect(text).toContain(rho.lift.toFixed(3).replace('-', '−'));
  expect(samplesIn(html)).toBe(3);
  expect(html).toMatch(
    /<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'">/,
  );
  const addresses = [...html.replace(/<(script|style)>[\s\S]*?<\/\1>/g, '').matchAll(/(?:src|href)="([^"]{0,11})/g)];
  for (const [, address] of addresses) expect(address).toMatch(/^(data:image\/|#)/);
});

test('intervals that are not those of the probabilities are a caveat; tables of single labels come after the samples', async () => {
  const html = await report('/api/jobs/photos/report?limit=2&type=TP&sort=id&order=asc');
  const { body } = await server.json('/api/jobs/photos/insight/triage?type=TP');
  const { presets } = body as unknown as { presets: { preset: string; pairs: number; of: number }[] };
  const foreign = presets.find(({ preset }) => preset === 'foreign');
  expect(textOf(html)).toContain(`(${foreign?.pairs} of ${foreign?.of}) lie outside of their own 95 % interval`);
  const places = ['id="evaluation"', 'id="samples"', SAMPLE_END, 'id="label-scores"'].map((part) => html.indexOf(part));
  expect(places).toEqual([...places].sort((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test('contour lines as in the view, and the boxes of counterfactuals with the probability of each layer', async () => {
  const html = await report('/api/jobs/photos/report?limit=2&hasCounterfactuals=true&sort=id&order=asc&contours=true');
  expect(html).toMatch(/data-display="[^"]*contours&#34;:true/);
  expect(html.match(/data-boxes/g)?.length).toBeGreaterThan(2); // two frames, the script and the style
  expect(html).toMatch(
    /<svg role="img" aria-label="[^"]*Layer \d+ of the counterfactual for [^"]*" viewBox="0 0 \d+ \d+"/,
  );
  expect(textOf(html)).toMatch(/Layers: [\d.]+( → [\d.]+)* the last one shows [\d.]+% of the picture/);
  expect(textOf(html)).toContain('Contours at');
});

test('names are text, and what is missing is said', async () => {
  const html = await report('/api/jobs/hostile/report');
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toMatch(/<img src=x/);
  const text = textOf(html);
  expect(text).toContain('File missing');
  expect(text).toContain('The file cannot be shown as a picture');
  expect(text).toContain('Not recorded');
  expect(text).toContain('0 maps shown · 1 not recorded');
});

test('the maps are those of the chosen label and the chosen explainers', async () => {
  const { body } = await server.json('/api/jobs/photos/samples?limit=1&hasMaps=true&type=FP');
  const [sample] = (
    body as unknown as { samples: { id: number; maps: { label: number }[]; labels: { id: number; name: string }[] }[] }
  ).samples;
  for (const label of new Set(sample.maps.map((map) => map.label))) {
    const html = await report(
      `/api/jobs/photos/report?samples=${sample.id}&explainers=3,0&picks=${sample.id}.${label}`,
    );
    const alts = [...html.matchAll(/alt="(Saliency map[^"]*)"/g)].map(([, alt]) => alt);
    const name = sample.labels.find(({ id }) => id === label)?.name;
    expect(alts).toEqual(
      ['GradCAM', 'Gradient'].map((explainer) => `Saliency map of ${explainer} for ${name}, sample ${sample.id}`),
    );
  }
});

test('two jobs: what has changed, and samples of both', async () => {
  const address = '/api/compare/report?a=digits_early&b=digits_late&limit=4&only=fixed&sort=rise';
  await vi.waitFor(
    async () => {
      const { body } = await server.json('/api/compare?a=digits_early&b=digits_late');
      expect(body).toMatchObject({ samePicture: 300, isCounting: false, surveyed: body.total });
    },
    { timeout: 60_000, interval: 200 },
  );
  const html = await report(address);
  const text = textOf(html);
  for (const part of ['118 fixed', 'p 6 × 10 −36', 'mean +0.394', 'Map change', 'Filters Fixed', '4 shown of'])
    expect(text).toContain(part);
  expect(samplesIn(html)).toBe(4);
  expect(html.match(/class="strip" data-row/g)).toHaveLength(8);
  const chinese = await report(`${address}&language=zh`);
  expect(chinese).toContain('<html lang="zh-Hans">');
  expect(textOf(chinese)).toContain('显著图变化');
});

test('marks and notes are part of it', async () => {
  const write = (path: string, method: string, body: unknown, version?: string) =>
    fetch(server.url + path, {
      method,
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...(version === undefined ? {} : { 'If-Match': `"${version}"` }) },
    });
  expect((await write('/api/marks', 'POST', { name: 'odd', colour: 'red' })).status).toBe(200);
  expect((await write('/api/jobs/hostile/marks', 'POST', { mark: 'odd', ids: [7] })).status).toBe(200);
  const note = { text: 'Ask <b>Li</b>.\nThen again.' };
  expect((await write('/api/jobs/hostile/notes/samples/7', 'PUT', note, '0')).status).toBe(200);
  const text = textOf(await report('/api/jobs/hostile/report?marks=odd'));
  expect(text).toContain('Marked odd');
  expect(text).toContain('Marks and notes odd 1 sample');
  expect(text.split('Ask <b>Li</b>. Then again.')).toHaveLength(3);
});

test.each([
  ['?limit=201', 400, 'limit is "201"; allowed: an integer from 1 to 200.'],
  ['?limit=0', 400, 'limit'],
  ['?explainers=9', 400, 'explainers has 9; allowed: each of 0 to 5 once.'],
  ['?explainers=1,1', 400, 'explainers has 1'],
  ['?colour=pink', 400, 'colour'],
  ['?nonsense=1', 400, 'Unknown parameter nonsense'],
  [`?title=${'x'.repeat(201)}`, 400, 'title'],
])('photos%s is refused with %i', async (query, status, detail) => {
  const { status: given, body } = await server.json(`/api/jobs/photos/report${query}`);
  expect(given).toBe(status);
  expect(body.detail).toContain(detail);
});

test('an unknown job is a 404, of two jobs with the one that is unknown', async () => {
  expect((await server.json('/api/jobs/nothing/report')).status).toBe(404);
  const { status, body } = await server.json('/api/compare/report?a=photos&b=nothing');
  expect(status).toBe(404);
  expect(body.parameter).toBe('b');
});

test('a job with too many maps is refused with the number of samples that would fit', async () => {
  const directory = join(server.base, 'wide');
  const explainers = Array.from({ length: 150 }, (_, k) => `E${k}`);
  await writeJob(directory, [
    { metadata: { labels: ['cat'], explainers } },
    ...Array.from(
      { length: 20 },
      (_, sampleId): EventInput => ({ sampleId, imagePath: 'none.png', truth: [0], inference: { truthProb: [1] } }),
    ),
  ]);
  await until(async () => (await server.json('/api/jobs/wide')).body.samples === 20);
  const { status, body } = await server.json('/api/jobs/wide/report');
  expect(status).toBe(422);
  expect(body.detail).toContain('Choose at most 13 samples');
  expect(samplesIn(await report('/api/jobs/wide/report?limit=13'))).toBe(13);
});

test('work ends when the asker leaves', async () => {
  await surveyed(server.url, '/api/jobs/noise/insight/survey');
  const address = '/api/jobs/noise/report?limit=50';
  /** Seconds of processor time that the server takes for some work. */
  const taken = async (work: () => Promise<unknown>) => {
    const before = await processorSeconds(server.pid);
    await work();
    return (await processorSeconds(server.pid)) - before;
  };
  const started = performance.now();
  const whole = await taken(() => report(address));
  const wall = performance.now() - started;
  const left = await taken(async () => {
    const control = new AbortController();
    const response = await fetch(server.url + address, { signal: control.signal });
    const reader = response.body?.getReader();
    await reader?.read();
    control.abort();
    await expect(reader?.read()).rejects.toThrow();
    // The server goes on answering others at once; if it also went on with the report, it would be done by the end.
    expect((await server.json('/api/jobs/photos')).status).toBe(200);
    await new Promise((resolve) => setTimeout(resolve, wall));
  });
  process.stdout.write(
    `A report takes ${whole.toFixed(2)} s of processor time, one that nobody waits for ${left.toFixed(2)} s\n`,
  );
  expect(left).toBeLessThan(whole / 2);
});

test('a hash in the policy is that of the script in the file', async () => {
  const html = await report('/api/jobs/hostile/report');
  for (const name of ['script', 'style']) {
    const content = new RegExp(`<${name}>([\\s\\S]*?)</${name}>`).exec(html)?.[1] ?? '';
    expect(content.length).toBeGreaterThan(1_000);
    expect(html).toContain(`${name}-src 'sha256-${createHash('sha256').update(content).digest('base64')}'`);
  }
});
