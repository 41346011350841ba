import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser, Frame, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningProxy, startJupyter } from '../proxy/proxies';
import { launch } from '../support/browser';
import { untilAwake } from '../support/browser-test';
import { until } from '../support/until';

/* `salient.show` in JupyterLab, as people run it: the wheels in an environment, a browser, a cell. */

/** Set by `run.js`. */
const LAB = process.env.JUPYTER_LAB ?? 'jupyter-lab';
const DEMO = fileURLToPath(new URL('../../demo', import.meta.url)).replace(/\/$/, '');
const TOKEN = 'the-token-of-jupyter';

/** A notebook of one cell. */
const notebook = (source: string) =>
  JSON.stringify({
    cells: [{ cell_type: 'code', execution_count: null, id: 'a', metadata: {}, outputs: [], source }],
    metadata: { kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' } },
    nbformat: 4,
    nbformat_minor: 5,
  });

const show = (height: number) => notebook(`import salient\nsalient.show("${DEMO}", job="photos", height=${height})`);

const NOTEBOOKS = {
  'low.ipynb': show(300),
  'high.ipynb': show(600),
  'magic.ipynb': notebook(`%load_ext salient\n%salient ${DEMO} --job photos --view evaluation --read-only`),
  'missing.ipynb': notebook('import salient\nsalient.show("/not/there")'),
};

/** The servers that kernels have started, by their process ids. */
function serverIds(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        const environment = readFileSync(`/proc/${name}/environ`, 'utf8');
        return environment.includes('SALIENT_TOKEN=') && environment.includes('JPY_PARENT_PID=');
      } catch {
        return false; // it has ended meanwhile
      }
    })
    .map(Number);
}

/** The kernel that has started a server. @param id of the server's process */
const kernelOf = (id: number) => Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]);

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** Opens a notebook and runs its cell. */
async function ran(jupyter: RunningProxy, name: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  await page.goto(`${jupyter.url}/user/ann/lab/workspaces/${name.split('.')[0]}/tree/${name}?token=${TOKEN}`);
  await page.locator('.jp-Cell').first().click();
  await page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]').waitFor();
  await page.keyboard.press('Shift+Enter');
  return page;
}

/** The frame of the dashboard below the cell. */
async function frameOf(page: Page): Promise<Frame> {
  const element = await page.locator('iframe[title="Salient"]').elementHandle();
  const frame = await element?.contentFrame();
  if (!frame) throw new Error('There is no frame.');
  return frame;
}

/** Waits for a map of the frame that is drawn within its height. */
async function mapIsSeen(frame: Frame, height: number): Promise<void> {
  const canvas = frame.locator('canvas[data-state=ready]').first();
  await canvas.waitFor();
  const box = await canvas.evaluate((element) => element.getBoundingClientRect().toJSON());
  expect(box.bottom).toBeLessThanOrEqual(height);
  expect(box.height).toBeGreaterThan(90);
}

/** The ids of the running kernels. */
async function kernels(jupyter: RunningProxy): Promise<string[]> {
  const answer = await fetch(`${jupyter.url}/user/ann/api/kernels`, { headers: { Authorization: `token ${TOKEN}` } });
  return ((await answer.json()) as { id: string }[]).map(({ id }) => id);
}

const change = (jupyter: RunningProxy, path: string, method: string) =>
  fetch(`${jupyter.url}/user/ann/api/kernels/${path}`, { method, headers: { Authorization: `token ${TOKEN}` } });

describe.each([
  ['local', { 'ServerApp.jpserver_extensions': "{'jupyter_server_proxy': False}" }],
  ['through jupyter-server-proxy', {}],
])('%s', (place, options) => {
  let jupyter: RunningProxy;
  const isLocal = place === 'local';
  beforeAll(async () => {
    jupyter = await startJupyter(TOKEN, { command: LAB, options, contents: NOTEBOOKS });
  });
  afterAll(async () => {
    await jupyter.stop();
    // Jupyter's end is that of its kernels, and that is the end of their servers.
    await until(async () => serverIds().length === 0);
  });

  test.each([
    ['low.ipynb', 300],
    ['high.ipynb', 600],
  ] as const)('%s shows maps at once, keeps the compact bar, and needs no login', async (name, height) => {
    const page = await ran(jupyter, name);
    const frame = await frameOf(page);
    await mapIsSeen(frame, height);
    const { pathname, port, searchParams } = new URL(frame.url());
    expect(searchParams.get('bar')).toBe('slim');
    if (isLocal) expect([port === new URL(jupyter.url).port, pathname]).toEqual([false, '/jobs/photos/saliency']);
    else expect(pathname).toMatch(/^\/user\/ann\/proxy\/\d+\/jobs\/photos\/saliency$/);

    await untilAwake(frame);
    await frame.evaluate(() => Object.assign(window, { isSame: true }));
    await frame.getByRole('link', { name: /^Evaluation/ }).click();
    await frame.waitForURL(/evaluation\?.*bar=slim/);
    await frame.getByRole('heading', { name: 'Evaluation' }).waitFor({ state: 'attached' });
    expect(await frame.evaluate(() => 'isSame' in window)).toBe(true);
    await page.context().close();
  });

  test('the magic takes a view and options of the command', async () => {
    const page = await ran(jupyter, 'magic.ipynb');
    const frame = await frameOf(page);
    await frame.getByRole('table').first().waitFor();
    expect(frame.url()).toContain('/jobs/photos/evaluation');
    await page.context().close();
  });

  test('a directory that does not exist is an error of the cell', async () => {
    const page = await ran(jupyter, 'missing.ipynb');
    await page.getByText('NotADirectoryError: there is no directory /not/there').waitFor();
    await page.context().close();
  });

  test('a server ends with its kernel: restarted, shut down, or killed', async () => {
    const [first] = serverIds();
    expect(serverIds().length).toBe(3); // of the three notebooks with a server, two of them of the same directory
    process.kill(kernelOf(first), 'SIGKILL');
    await until(async () => serverIds().length === 2);
    expect(serverIds()).not.toContain(first);
    for (const [index, id] of (await kernels(jupyter)).entries()) {
      if (index % 2 === 0) await change(jupyter, `${id}/restart`, 'POST');
      else await change(jupyter, id, 'DELETE');
    }
    await until(async () => serverIds().length === 0);
  });
});
