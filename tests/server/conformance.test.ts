import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Server, serve } from '../support/browser';
import { bodyOf, makeBase, pictureOf, type Recorded, readRecords } from '../support/conformance';

/* Conformance with the predecessor's API: repeats recorded requests. The responses must be equal, except for those listed here. */

/** Records whose URLs are pages of Salient. */
const OUR_PAGES = ['root', 'outside prefix'];

/** Records that Salient deliberately answers differently, with the reason: each must be a clear 4xx. */
const REFUSED: Readonly<Record<string, string>> = {
  'event file original': 'only pictures are pictures',
  'manifest original': 'only pictures are pictures',
  'absolute inside base original': 'no path outside of the job, and none of another machine',
  'absolute inside base overlay': 'no path outside of the job, and none of another machine',
  'q=limit=1_0': 'a number is digits',
  'q=limit=%EF%BC%95': 'a number is digits',
  'RAW utf16': 'JSON is UTF-8',
  'RAW NaN limit': 'NaN is no JSON',
};

/** Maximum differences from the recorded pictures, in levels of 255: of an overlay for any pixel, of an outcome on average. */
const OVERLAY_LEVELS = 2;
const OUTCOME_LEVELS = 2;

const records = await readRecords();

let server: Server;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'salient-test-'));
  process.env.TZ = 'UTC'; // the time zone of the records
  server = await serve(await makeBase(directory));
});

afterAll(async () => {
  await server.stop();
  await rm(directory, { recursive: true, force: true });
});

test('responses equal those of the predecessor', async () => {
  const lost: string[] = [];
  const excused: string[] = [];
  for (const recorded of records) {
    const difference = await differenceTo(recorded);
    if (difference === null) continue;
    if (OUR_PAGES.includes(recorded.name)) excused.push(recorded.name);
    else if (recorded.name in REFUSED && (await refused(recorded))) excused.push(recorded.name);
    else lost.push(`${recorded.group}: ${recorded.name}: ${difference}`);
  }
  const kept = records.length - lost.length - excused.length;
  process.stdout.write(`kept ${kept} / recorded ${records.length}, ${excused.length} listed exceptions\n`);
  expect(lost).toEqual([]);
  expect(new Set(excused)).toEqual(new Set([...OUR_PAGES, ...Object.keys(REFUSED)]));
});

function ask(recorded: Recorded): Promise<Response> {
  const { method, path, headers } = recorded.request;
  return fetch(server.url + path, { method, headers, body: bodyOf(recorded), redirect: 'manual' });
}

/** Whether a response is a clear client error in the predecessor's format. */
function isClearRefusal(status: number, text: string): boolean {
  return status >= 400 && status < 500 && /^\{"error_code":"[0-9A-F]{8}","error_msg":"[^"].+"\}\n$/.test(text);
}

async function refused(recorded: Recorded): Promise<boolean> {
  const answer = await ask(recorded);
  return isClearRefusal(answer.status, await answer.text());
}

/** The difference from the recorded response as a sentence; null if there is none. */
async function differenceTo(recorded: Recorded): Promise<string | null> {
  const theirs = recorded.response;
  const ours = await ask(recorded);
  const content = new Uint8Array(await ours.arrayBuffer());
  const text = new TextDecoder().decode(content);
  const type = ours.headers.get('content-type');

  if (theirs.status === 500) {
    return isClearRefusal(ours.status, text) ? null : `a clear 4xx, not ${ours.status} ${text}`;
  }
  if (ours.status !== theirs.status) return `${theirs.status}, not ${ours.status} ${text.slice(0, 200)}`;
  if (type !== theirs.content_type[0]) return `${theirs.content_type}, not ${type}`;
  if (theirs.json !== undefined) return differenceOfJson(recorded, text);
  if (theirs.file?.includes('overlay') || theirs.file?.includes('outcome')) {
    if (type === 'image/png') return differenceOfPixels(theirs.file, content);
  }
  if (theirs.sha256 !== undefined) {
    const sha256 = createHash('sha256').update(content).digest('hex');
    return sha256 === theirs.sha256 ? null : 'other bytes';
  }
  return content.length === theirs.length ? null : `${theirs.length} bytes, not ${content.length}`;
}

/** The times of a job are those of its directory, which a copy does not preserve. */
const VOLATILE = /"(create|update)_time":"[^"]*"/g;

function differenceOfJson({ name, response }: Recorded, text: string): string | null {
  const plain = (json: string) => (name.startsWith('meta ') ? json.replace(VOLATILE, '') : json);
  const theirs = plain(JSON.stringify(response.json));
  const ours = plain(JSON.stringify(JSON.parse(text)));
  if (ours !== theirs) {
    const at = [...theirs].findIndex((character, i) => character !== ours[i]);
    return `…${theirs.slice(Math.max(0, at - 40), at + 60)}…, not …${ours.slice(Math.max(0, at - 40), at + 60)}…`;
  }
  const length = Buffer.byteLength(text);
  return length === response.length ? null : `the same values in ${response.length} bytes, not in ${length}`;
}

async function differenceOfPixels(file: string, content: Uint8Array): Promise<string | null> {
  const [theirs, ours] = await Promise.all([pixelsOf(await pictureOf(file)), pixelsOf(content)]);
  if (ours.size !== theirs.size) return `${theirs.size}, not ${ours.size}`;
  const distances = ours.levels.map((level, i) => Math.abs(level - theirs.levels[i]));
  const isOverlay = file.includes('overlay');
  const distance = isOverlay
    ? distances.reduce((greatest, each) => Math.max(greatest, each), 0)
    : distances.reduce((sum, each) => sum + each, 0) / distances.length;
  const allowed = isOverlay ? OVERLAY_LEVELS : OUTCOME_LEVELS;
  return distance <= allowed ? null : `${distance} levels away`;
}

async function pixelsOf(content: Uint8Array): Promise<{ size: string; levels: number[] }> {
  const { data, info } = await sharp(content).raw().toBuffer({ resolveWithObject: true });
  return { size: `${info.width}×${info.height}×${info.channels}`, levels: [...data] };
}
