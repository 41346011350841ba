import { mkdir, symlink, utimes, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeEach, describe, expect, test } from 'vitest';
import { answerCompat, type CompatAnswer } from '../../lib/compat/endpoints';
import type { ExplainManager } from '../../lib/manager/explain-manager';
import { manage } from '../support/managers';
import { run, temporaryDirectory, writeJob } from '../support/runs';

/* The predecessor's API on jobs of all kinds; tests/server/conformance.test.ts compares it with recorded answers. */

let base: string;
let manager: ExplainManager;

beforeEach(async () => {
  base = `${await temporaryDirectory()}/base`;
  await writeJob(`${base}/run`, run({ samples: 3 }));
  await writeFile(`${base}/run/map.png`, await grey(8));
  ({ manager } = manage(base));
  await manager.startLoadData({ reloadInterval: 0 });
});

const grey = (side: number) =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#808080' } })
    .toColourspace('b-w')
    .png()
    .toBuffer();

async function ask(endpoint: string, parameters: Record<string, string | number>): Promise<CompatAnswer> {
  const query = new URLSearchParams(Object.entries(parameters).map(([name, value]) => [name, String(value)]));
  return answerCompat(manager, { method: 'GET', path: `/v1/mindinsight/explainer/${endpoint}`, query, body: null });
}

async function askJson(endpoint: string, parameters: Record<string, string | number> = {}) {
  const { status, content } = await ask(endpoint, parameters);
  return { status, ...JSON.parse(String(content)) };
}

async function postJson(endpoint: string, parameters: object) {
  const path = `/v1/mindinsight/explainer/${endpoint}`;
  const { body } = new Response(JSON.stringify(parameters));
  const query = new URLSearchParams();
  const { status, content } = await answerCompat(manager, { method: 'POST', path, query, body });
  return { status, ...JSON.parse(String(content)) };
}

const TOO_LONG = { status: 422, error_code: '50540000', error_msg: 'The answer would have more than 32 MB.' };

describe('a picture', () => {
  const askPicture = (path: string, type = 'original', trainId = './run') =>
    ask('image', { train_id: trainId, path, type });

  test('is served by its path, whatever the name of the job', async () => {
    for (const trainId of ['./run', 'run', './run/']) {
      expect(await askPicture('map.png', 'original', trainId)).toMatchObject({ status: 200, type: 'image/png' });
    }
    expect(await askPicture('run/map.png', 'overlay', '')).toMatchObject({ status: 200, type: 'image/png' });
  });

  test('is coloured again when its file was replaced', async () => {
    const before = await askPicture('map.png', 'overlay');
    await writeFile(`${base}/run/map.png`, await grey(16));
    const after = await askPicture('map.png', 'overlay');
    expect(after.content).not.toEqual(before.content);
    expect((await sharp(after.content as Uint8Array).metadata()).width).toBe(16);
  });

  test('outside the job is forbidden, whether it exists or not', async () => {
    await writeJob(`${base}/other`, run({ samples: 1 }));
    for (const directory of [`${base}_sibling`, `${base}/other`]) {
      await mkdir(directory, { recursive: true });
      await writeFile(`${directory}/secret.png`, await grey(8));
    }
    await symlink(`${base}_sibling/secret.png`, `${base}/run/link.png`);
    await symlink(`${base}/other`, `${base}/run/directory`);
    const paths = ['../../base_sibling/secret.png', '../other/secret.png', '../nothing', 'x/../../other/secret.png'];
    for (const path of [...paths, 'link.png', 'directory/secret.png', `${base}/run/map.png`]) {
      const { status, content } = await askPicture(path);
      expect([status, content], path).toEqual([
        400,
        '{"error_code":"50540008","error_msg":"File or dir access failed. Detail: Forbidden."}\n',
      ]);
    }
    for (const trainId of ['..', '../base', `${base}/run`]) {
      expect(String((await askPicture('map.png', 'original', trainId)).content), trainId).toContain('50540008');
    }
  });

  test('of a job behind a link is not served', async () => {
    await mkdir(`${base}_sibling`);
    await writeFile(`${base}_sibling/map.png`, await grey(8));
    await symlink(`${base}_sibling`, `${base}/link`);
    expect(String((await askPicture('map.png', 'original', './link')).content)).toContain('Image is not exist.');
  });

  test('is recognized by its content, whatever its name', async () => {
    await writeFile(`${base}/run/text.png`, 'no picture');
    await mkdir(`${base}/run/directory.png`);
    const [eventFile] = manager.getJobList().directories.map((directory) => directory.eventFile);
    for (const path of ['text.png', 'directory.png', eventFile, '', '.', 'map.png\0', 'x'.repeat(300)]) {
      for (const type of ['original', 'overlay']) {
        expect((await askPicture(path, type)).status, path).toBe(400);
      }
    }
  });
});

describe('the list', () => {
  test('is sorted by whole seconds, then by path', async () => {
    const second = 1_700_000_100;
    for (const [name, fraction] of [
      ['b', 0.9],
      ['a', 0.1],
    ] as const) {
      const file = await writeJob(`${base}/${name}`, run({ samples: 1 }));
      await utimes(file, second + fraction, second + fraction);
    }
    await utimes(await writeJob(`${base}/c`, run({ samples: 1 })), second + 1, second + 1);
    await manager.loadData();
    const { explain_jobs } = await askJson('explain-jobs', { limit: 3 });
    expect(explain_jobs.map((job: { train_id: string }) => job.train_id)).toEqual(['./run', './c', './a']);
  });

  test('survives an invalid manifest and an invalid time', async () => {
    const name = 'events.out.events.summary.99999999999999999999.host_explain';
    await writeJob(`${base}/odd`, run({ samples: 1 }), { name });
    await mkdir(`${base}/odd/_explain_99999999999999999999`);
    await writeFile(`${base}/odd/_explain_99999999999999999999/manifest.json`, 'none');
    await manager.loadData();
    const { status, explain_jobs } = await askJson('explain-jobs');
    expect(status).toBe(200);
    const odd = explain_jobs.find((job: { train_id: string }) => job.train_id === './odd');
    expect(odd).toMatchObject({ saliency_map: true, hierarchical_occlusion: false, create_time: odd.update_time });
  });
});

describe('a job', () => {
  test('keeps the name under which it was requested', async () => {
    expect(await askJson('explain-job', { train_id: 'run' })).toMatchObject({ train_id: 'run', sample_count: 3 });
  });

  test('has every label, and counts those that occur', async () => {
    const { classes, status } = await askJson('explain-job', { train_id: './run' });
    expect(status).toBe('LOADED');
    expect(classes).toHaveLength(4);
    expect(classes[3]).toEqual({
      id: 3,
      label: 'label 3',
      sample_count: 0,
      saliency_sample_count: 0,
      hoc_sample_count: 0,
    });
  });

  test('has NaN for missing scores and keeps the order of the file', async () => {
    await writeJob(`${base}/scored`, [
      { metadata: { labels: ['cat', 'dog'], explainers: ['A', 'B'], metrics: ['M', 'N'] } },
      { benchmarks: [{ metric: 'N', explainer: 'B', total: Number.NaN, labelScores: [0.5, Number.NaN] }] },
      { benchmarks: [{ metric: 'M', explainer: 'A', total: 1, labelScores: [] }] },
      { benchmarks: [{ metric: 'M', explainer: 'B', total: 0.25, labelScores: [0.125] }] },
    ]);
    const { content } = await ask('evaluation', { train_id: './scored' });
    expect(content).toBe(
      '{"explainer_scores":[' +
        '{"explainer":"B","evaluations":[{"metric":"N","score":"NaN"},{"metric":"M","score":0.25}],"class_scores":[' +
        '{"label":"cat","evaluations":[{"metric":"N","score":0.5},{"metric":"M","score":0.125}]},' +
        '{"label":"dog","evaluations":[{"metric":"N","score":"NaN"}]}]},' +
        '{"explainer":"A","evaluations":[{"metric":"M","score":1.0}],"class_scores":[]}]}\n',
    );
  });

  test('is refused where the names of its metrics would repeat for each label without end', async () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, k) => k);
    const labels = upTo(900).map((label) => `label ${label}`);
    const labelScores = labels.map(() => 0.5);
    const named = (metric: number) => `${metric}`.padEnd(512, '\u0001');
    await writeJob(`${base}/long`, [
      { metadata: { labels } },
      ...upTo(16).map((k) => ({
        benchmarks: [{ metric: named(k % 4), explainer: `E${Math.floor(k / 4)}`, total: 1, labelScores }],
      })),
    ]);
    expect(await askJson('evaluation', { train_id: './long' })).toEqual(TOO_LONG);
  });

  test('is refused where its name would repeat for each picture without end', async () => {
    const upTo = (count: number) => Array.from({ length: count }, (_, k) => k);
    const explanations = upTo(50).map((k) => ({ explainer: `E${k}`, label: 0, path: 'map.png' }));
    await writeJob(`${base}/many`, [
      { metadata: { labels: ['cat'] } },
      ...upTo(100).flatMap((sampleId) => [
        { sampleId, imagePath: 'map.png', truth: [0], inference: { truthProb: [0.75] } },
        { sampleId, explanations },
      ]),
    ]);
    const answer = (trainId: string) =>
      postJson('saliency', { train_id: trainId, explainers: [], limit: 100, offset: 0 });
    expect(await answer('././many')).toMatchObject({ status: 200, count: 100 });
    expect(await answer(`${'./'.repeat(2_000)}many`)).toEqual(TOO_LONG);
    expect(await answer(`${'./'.repeat(200_000)}many`)).toMatchObject({ status: 400, error_code: '50545005' });
  });

  test('that is gone is an unknown job', async () => {
    expect(await askJson('explain-job', { train_id: './gone' })).toEqual({
      status: 400,
      error_code: '50545005',
      error_msg: 'Train job is not exist. Detail: ./gone',
    });
  });
});
