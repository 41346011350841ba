import { expect, test } from 'vitest';
import { RecordSink } from '../../../bench/encode';
import { BENCH_JOB, eventsOf, ODD_JOB } from '../../../bench/generate';
import { eventFile } from '../../support/event-writer';

test.each([
  ['as usual', BENCH_JOB],
  ['odd', ODD_JOB],
])('a generated job, %s, has the bytes that tests write', (_, settings) => {
  const events = [...eventsOf({ ...settings, samples: 200 }), { sampleId: 1, imagePath: '红/é.jpg' }];
  const sink = new RecordSink();
  for (const event of events) sink.add(event);
  expect(Buffer.compare(sink.take(), eventFile(events))).toBe(0);
});
