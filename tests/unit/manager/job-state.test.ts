import { describe, expect, test } from 'vitest';
import { isCutOff, type JobFacts, type JobState, jobState } from '../../../lib/manager/job-state';
import type { ManifestState } from '../../../lib/manager/manifest';
import { SNAPSHOT } from '../../support/idle-loader';

const WRITTEN = 1_700_000_000_000;
const MINUTE = 60_000;

const present: ManifestState = {
  kind: 'present',
  manifest: { saliencyMap: true, hierarchicalOcclusion: false, benchmark: false, uncertainty: false },
};
const missing: ManifestState = { kind: 'missing' };
const malformed: ManifestState = { kind: 'malformed', message: 'It is no JSON.' };

const whole = SNAPSHOT;
const half = { ...SNAPSHOT, bytesRead: 500 };
const broken = { ...half, damage: { offset: 500, message: 'At byte 500 there is no record.' } };

const facts = (some: Partial<JobFacts>): JobFacts => ({
  snapshot: whole,
  loading: false,
  failed: false,
  manifest: missing,
  updateTime: WRITTEN,
  now: WRITTEN,
  ...some,
});

describe('the state of a job', () => {
  test.each<[string, Partial<JobFacts>, JobState]>([
    ['nothing has been read yet', { snapshot: null, loading: true }, 'loading'],
    [
      'nothing has been read yet, though the run is over',
      { snapshot: null, loading: true, manifest: present },
      'loading',
    ],
    ['half of it has been read', { snapshot: half, loading: true }, 'loading'],
    [
      'half of it has been read, though the run is over',
      { snapshot: half, loading: true, manifest: present },
      'loading',
    ],
    ['all has been read and it was just written', {}, 'live'],
    ['all has been read and Salient looks again', { loading: true }, 'live'],
    ['it ends inside a record, and was just written', { snapshot: half }, 'live'],
    ['it was written not quite ten minutes ago', { now: WRITTEN + 10 * MINUTE - 1 }, 'live'],
    ['it was written ten minutes ago', { now: WRITTEN + 10 * MINUTE }, 'stalled'],
    ['it ends inside a record, and is silent', { snapshot: half, now: WRITTEN + 60 * MINUTE }, 'stalled'],
    ['the clock of the writer is ahead', { now: WRITTEN - MINUTE }, 'live'],
    ['the manifest is there', { manifest: present }, 'complete'],
    ['the manifest is there, however long ago', { manifest: present, now: WRITTEN + 1e9 }, 'complete'],
    ['the manifest is there and Salient looks again', { manifest: present, loading: true }, 'complete'],
    ['the manifest is there, and more than has been read', { manifest: present, size: 1001 }, 'finished'],
    ['the manifest is there, but the end is cut off', { manifest: present, snapshot: half }, 'damaged'],
    ['a malformed manifest says nothing of the run', { manifest: malformed }, 'live'],
    [
      'a malformed manifest says nothing of the run, and it is silent',
      { manifest: malformed, now: WRITTEN + 1e9 },
      'stalled',
    ],
    ['a byte is broken', { snapshot: broken }, 'damaged'],
    ['a byte is broken and Salient looks again', { snapshot: broken, loading: true }, 'damaged'],
    ['a byte is broken, though the run is over', { snapshot: broken, manifest: present }, 'damaged'],
    ['it cannot be read', { failed: true, snapshot: null }, 'unreadable'],
    ['it cannot be read any more', { failed: true, manifest: present }, 'unreadable'],
    ['it cannot be read, and was broken before', { failed: true, snapshot: broken }, 'unreadable'],
    ['it is not loaded and was just written', { snapshot: null }, 'live'],
    ['it is not loaded and silent', { snapshot: null, now: WRITTEN + 60 * MINUTE }, 'stalled'],
    ['it is not loaded and its manifest is there', { snapshot: null, manifest: present }, 'finished'],
  ])('when %s', (_, some, state) => {
    expect(jobState(facts(some))).toBe(state);
  });
});

describe('an event file counts as truncated', () => {
  test('when it ends inside a record although the run is over', () => {
    expect(isCutOff(facts({ snapshot: half, manifest: present }))).toBe(true);
  });

  test.each<[string, Partial<JobFacts>]>([
    ['all was read', { manifest: present }],
    ['the run goes on', { snapshot: half }],
    ['it is being read', { snapshot: half, manifest: present, loading: true }],
    ['nothing was read', { snapshot: null, manifest: present }],
  ])('not when %s', (_, some) => {
    expect(isCutOff(facts(some))).toBe(false);
  });
});
