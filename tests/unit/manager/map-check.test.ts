import { expect, test } from 'vitest';
import type { SampleMaps } from '../../../lib/job/sample-maps';
import type { ExplainLoader } from '../../../lib/manager/explain-loader';
import { MapCheck } from '../../../lib/manager/map-check';
import type { Surveyor } from '../../../lib/survey/survey-thread';
import { TestClock } from '../../support/clock';

const MINUTE = 60_000;

test.each([
  ['on a disk', '/runs/run', MINUTE],
  ['in an object store, where each is a request,', 's3://bucket/runs/run', 60 * MINUTE],
])('files of maps %s are compared again after some time', async (_, path, interval) => {
  const clock = new TestClock();
  const samples: SampleMaps[] = [];
  const loader = { path, maps: async () => ({ samples, rest: [] }) } as unknown as ExplainLoader;
  const answers: Record<string, unknown> = { someSamples: Int32Array.of(1), check: 0 };
  const surveyor = { call: async (name: string) => answers[name] } as unknown as Surveyor;
  const check = new MapCheck({
    ...{ surveyor, handle: 'survey', clock, generation: '00000000' },
    withLoader: (answer) => answer(loader),
  });
  expect(check.isDue).toBe(true);
  await check.check();
  clock.advance(interval - 1);
  expect(check.isDue).toBe(false);
  clock.advance(1);
  expect(check.isDue).toBe(true);
});
