import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVENT_FILE, Run, simpleSample } from '../support/browser-jobs';
import { type EventInput, eventFile } from '../support/event-writer';
import { residentBytes, type ServedDirectory, serveJobs } from '../support/server-directory';
import { until } from '../support/until';

/* Pictures that take long, or are large, leave everything else as it was. */

/** Samples of the job with slow pictures: each is asked for once, so that nothing is cached. */
const SLOW = 8;
const SIDE = 7_500;
const HEALTHY = 40;
const LARGE_FILE = 'noise.png';

let server: ServedDirectory;
/** The content of a large file. */
let large: Buffer;

const grey = (width: number, height = width) =>
  sharp({ create: { width, height, channels: 3, background: '#777' }, limitInputPixels: false });

/** A picture that cannot be compressed: 27 MB. */
function noise(): Promise<Buffer> {
  const [width, height] = [3_000, 3_000];
  const pixels = new Uint32Array((width * height * 3) / 4);
  for (let i = 0, state = 1; i < pixels.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    pixels[i] = state;
  }
  return sharp(new Uint8Array(pixels.buffer), { raw: { width, height, channels: 3 } })
    .png({ compressionLevel: 0 })
    .toBuffer();
}

/** Samples with the same original, which is also their heatmap, and a layer of a counterfactual with a wide blur. */
function samplesOf(path: string, count: number, mask = 'gaussian:9'): EventInput[] {
  const names = { labels: ['cat'], explainers: ['GradCAM'], metrics: [] };
  const samples = Array.from({ length: count }, (_, sampleId): EventInput[] => [
    { sampleId, imagePath: path },
    { sampleId, truth: [0], inference: { truthProb: [0.75], predictedLabel: [0], predictedProb: [0.75] } },
    { sampleId, explanations: [{ explainer: 'GradCAM', label: 0, path }] },
    { sampleId, hocs: [{ label: 0, mask, layers: [{ probability: 0.6, boxes: [1, 1, 5, 5] }] }] },
  ]);
  return [{ metadata: names }, ...samples.flat()];
}

async function writeJob(directory: string, files: Record<string, Buffer>, events: EventInput[]): Promise<void> {
  await mkdir(directory, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  await writeFile(join(directory, EVENT_FILE), eventFile(events));
}

beforeAll(async () => {
  large = await noise();
  const interlaced = await grey(SIDE).toColourspace('b-w').png({ progressive: true, compressionLevel: 1 }).toBuffer();
  const flat = await grey(SIDE).toColourspace('b-w').png({ compressionLevel: 1 }).toBuffer();
  const photo = await grey(2_500, 2_000).jpeg().toBuffer();
  server = await serveJobs(async (base) => {
    const healthy = await new Run(join(base, 'healthy')).begin();
    await (await healthy.samples(Array.from({ length: HEALTHY }, (_, id) => simpleSample(id, 0.51 + id / 100)))).end();
    await writeJob(join(base, 'interlaced'), { 'a.png': interlaced }, samplesOf('a.png', SLOW));
    await writeJob(join(base, 'flat'), { 'a.png': flat }, samplesOf('a.png', SLOW));
    await writeJob(join(base, 'blurred'), { 'a.jpg': photo }, samplesOf('a.jpg', SLOW, 'gaussian:180'));
    await writeJob(join(base, 'blurred_more'), { 'a.jpg': photo }, samplesOf('a.jpg', 1, 'gaussian:1000'));
    await writeJob(join(base, 'large'), { [LARGE_FILE]: large }, samplesOf(LARGE_FILE, 1));
  });
  for (const job of ['healthy', 'interlaced', 'flat', 'blurred', 'blurred_more', 'large'])
    await until(async () => {
      const { body } = await server.json(`/api/jobs/${job}`);
      return body.state !== 'loading' && body.revision !== null;
    });
}, 120_000);
afterAll(() => server.stop());

describe('beside slow pictures, a healthy job is answered before they are all made', () => {
  test.each([
    ['thumbnails of interlaced originals', (id: number) => `interlaced/images/thumbnail/${id}`],
    ['overlays of large heatmaps', (id: number) => `flat/images/heatmap/${id}/0/0?as=overlay`],
    ['decoded large heatmaps', (id: number) => `flat/images/heatmap/${id}/0/0?as=pixels`],
    ['counterfactuals with a wide blur', (id: number) => `blurred/images/outcome/${id}/0/0`],
  ])('%s', async (kind, pathOf) => {
    let made = 0;
    const slow = Array.from({ length: SLOW }, async (_, id) => {
      const response = await server.get(`/api/jobs/${pathOf(id)}`);
      await response.arrayBuffer();
      made++;
      return response.status;
    });
    for (let round = 0; round < 4; round++) {
      // What was asked before is not asked again.
      const id = (kind.length + round) % HEALTHY;
      const version = `${kind.length}_${round}`;
      const paths = [
        '/api/health/live',
        '/api/health/ready',
        `/api/jobs/healthy/samples?minConfidence=0.${51 + round}`,
        `/api/jobs/healthy/images/thumbnail/${id}?v=${version}`,
        `/api/jobs/healthy/images/heatmap/${id}/${round % 3}/${id % 4}?as=overlay`,
      ];
      for (const path of paths) expect((await server.get(path)).status, path).toBe(200);
    }
    expect(made).toBeLessThan(SLOW);
    expect(new Set(await Promise.all(slow))).toEqual(new Set([200]));
  });
});

test('a blur that would take too long is refused with the number', async () => {
  const { status, body } = await server.json('/api/jobs/blurred_more/images/outcome/0/0/0');
  expect([status, body.code]).toEqual([422, 'picture-undecodable']);
  expect(body.detail).toContain('has 5,000,000 pixels; the limit for a blur of 1000 pixels is 66,666');
});

describe('a large original', () => {
  const PATH = '/api/jobs/large/images/original/0';
  const READERS = 8;

  /** Descriptors of the server that refer to the large file. */
  async function openFiles(): Promise<number> {
    const directory = `/proc/${server.pid}/fd`;
    const links = await Promise.all(
      (await readdir(directory)).map((fd) => readlink(`${directory}/${fd}`).catch(() => '')),
    );
    return links.filter((link) => link.endsWith(LARGE_FILE)).length;
  }

  /** Asks for the original, and reads nothing after its first bytes. */
  function slowReader(): Promise<Socket> {
    const { hostname, port } = new URL(server.url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () =>
        socket.write(`GET ${PATH} HTTP/1.1\r\nHost: localhost\r\n\r\n`),
      );
      socket.once('data', (bytes) => {
        socket.pause();
        expect(String(bytes.subarray(0, 15))).toBe('HTTP/1.1 200 OK');
        resolve(socket);
      });
      socket.on('error', reject);
    });
  }

  test('is sent as it is recorded', async () => {
    const response = await server.get(PATH);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await response.arrayBuffer()).equals(large)).toBe(true);
    await until(async () => (await openFiles()) === 0);
  });

  test('waits in its file for slow readers, and is closed when they leave', async () => {
    const before = await residentBytes(server.pid);
    const readers = await Promise.all(Array.from({ length: READERS }, slowReader));
    expect(await openFiles()).toBe(READERS);
    // Meanwhile others are answered, and a quick reader gets all of it.
    expect((await (await server.get(PATH)).arrayBuffer()).byteLength).toBe(large.length);
    const grown = (await residentBytes(server.pid)) - before;
    expect(grown).toBeLessThan((READERS * large.length) / 3);
    for (const reader of readers) reader.destroy();
    await until(async () => (await openFiles()) === 0);
  });

  test('is not opened for a client that has left, or that asks for the headers only', async () => {
    for (let i = 0; i < READERS; i++) {
      const leaving = new AbortController();
      const asked = fetch(server.url + PATH, { signal: leaving.signal }).catch(() => {});
      leaving.abort();
      await asked;
      expect((await fetch(server.url + PATH, { method: 'HEAD' })).status).toBe(200);
    }
    await until(async () => (await openFiles()) === 0);
    expect((await readFile(join(server.base, 'large', LARGE_FILE))).equals(large)).toBe(true);
  });
});
