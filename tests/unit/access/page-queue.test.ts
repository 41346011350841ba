import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { pageQueue } from '../../../bin/page-queue.js';
import { Gate, turn } from '../../support/until';

const OPEN = { destroyed: false } as ServerResponse;

/** A queue, and the pages that it has started, in order. */
function queue() {
  const inTurn = pageQueue();
  const started: string[] = [];
  const ask = (path: string, { response = OPEN, until = Promise.resolve() as Promise<void> } = {}) =>
    inTurn(path, response, async () => {
      started.push(path);
      await until;
    });
  return { started, ask };
}

test('jobs take turns, and so does the list', async () => {
  const { started, ask } = queue();
  const gate = new Gate();
  const pages = [
    ask('/jobs/a/saliency', { until: gate.passed }),
    ask('/jobs/a/evaluation'),
    ask('/jobs/a/confusion?x=1'),
    ask('/jobs/b/saliency'),
    ask('/'),
    ask('/jobs/b/samples/1'),
  ];
  gate.open();
  await Promise.all(pages);
  expect(started).toEqual([
    '/jobs/a/saliency',
    '/jobs/b/saliency',
    '/',
    '/jobs/a/evaluation',
    '/jobs/b/samples/1',
    '/jobs/a/confusion?x=1',
  ]);
});

test('a job whose page is asked for during a turn of another one has the next turn', async () => {
  const { started, ask } = queue();
  const gate = new Gate();
  const first = ask('/jobs/a/saliency', { until: gate.passed });
  const others = ['evaluation', 'confusion'].map((view) => ask(`/jobs/a/${view}`));
  const neighbour = ask('/jobs/b/saliency');
  gate.open();
  await Promise.all([first, ...others, neighbour]);
  expect(started).toEqual(['/jobs/a/saliency', '/jobs/b/saliency', '/jobs/a/evaluation', '/jobs/a/confusion']);
});

test('pages of two jobs have turns of their own, so that they do not keep the list waiting', async () => {
  const { started, ask } = queue();
  const gate = new Gate();
  const pages = [
    ask('/jobs/a/saliency', { until: gate.passed }),
    ask('/compare'),
    ask('/compare'),
    ask('/compare'),
    ask('/'),
  ];
  gate.open();
  await Promise.all(pages);
  expect(started).toEqual(['/jobs/a/saliency', '/compare', '/', '/compare', '/compare']);
});

test('a page that waits for something lets the next one start', async () => {
  const { started, ask } = queue();
  const gate = new Gate();
  const slow = ask('/jobs/a/saliency', { until: gate.passed });
  await ask('/jobs/a/evaluation');
  expect(started).toHaveLength(2);
  gate.open();
  await slow;
});

test('a page that keeps the thread busy has it for itself', async () => {
  const { started, ask } = queue();
  const busy = (async () => {
    const end = performance.now() + 280;
    while (performance.now() < end) {
      for (const until = performance.now() + 20; performance.now() < until; );
      await turn();
    }
    started.push('done');
  })();
  await Promise.all([ask('/jobs/a/saliency', { until: busy }), ask('/jobs/b/saliency')]);
  expect(started).toEqual(['/jobs/a/saliency', 'done', '/jobs/b/saliency']);
});

test('a page whose client has disconnected is not rendered, and one that fails reports it', async () => {
  const { started, ask } = queue();
  await ask('/', { response: { destroyed: true } as ServerResponse });
  expect(started).toEqual([]);
  await expect(ask('/', { until: Promise.reject(new Error('no')) })).rejects.toThrow('no');
  await ask('/');
  expect(started).toEqual(['/', '/']);
});
