import { load } from 'js-yaml';
import { expect, test } from 'vitest';
import { SURVEY_HELP } from '../../bin/survey.js';
import { surveyOptions } from '../../bin/survey-options.js';
import { FLAGS, variableOf } from '../../lib/settings/flags.js';
import { examplesOf, optionsMentioned } from '../support/engines';

/* The manifest of docs/engines.md; tests/server/engines.test.ts runs its commands. */

interface Container {
  args: string[];
  env: { name: string; value: string }[];
  resources: Record<'requests' | 'limits', Record<string, string>>;
}

test('the manifest is an Indexed Job that makes each shard once', () => {
  const [manifest] = examplesOf('Kubernetes');
  const { apiVersion, kind, metadata, spec } = load(manifest) as {
    [key: string]: unknown;
    spec: Record<string, unknown> & { template: { spec: { restartPolicy: string; containers: Container[] } } };
  };
  expect({ apiVersion, kind, metadata }).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: expect.stringMatching(/^[a-z-]+$/) },
  });
  const { template, ...job } = spec;
  // Kubernetes wants `Never` beside `backoffLimitPerIndex`, and both for `maxFailedIndexes`.
  expect(template.spec.restartPolicy).toBe('Never');
  const integer = expect.any(Number);
  expect(job).toEqual({
    ...{ completionMode: 'Indexed', completions: integer, parallelism: integer },
    ...{ backoffLimitPerIndex: integer, maxFailedIndexes: integer },
  });

  const [{ args, env, resources }] = template.spec.containers;
  const [command, ...rest] = args;
  expect(command).toBe('survey');
  const made = Array.from({ length: Number(job.completions) }, (_, index) => {
    const filled = rest.map((arg) => arg.replace('$(JOB_COMPLETION_INDEX)', String(index)));
    const { shards, rest: left } = surveyOptions(filled);
    expect(left).toEqual(['s3://bucket/runs/vit']);
    return shards;
  });
  expect(made).toEqual(
    made.map((_, shard) => ({ place: 's3://bucket/shards', shard: { shard, of: job.completions } })),
  );
  for (const { name } of env) expect(Object.keys(FLAGS).map(variableOf)).toContain(name);
  for (const amounts of Object.values(resources))
    for (const amount of Object.values(amounts)) expect(amount).toMatch(/^\d+(Gi)?$/);
});

test('every option that the page mentions is one', () => {
  const known = [...SURVEY_HELP.matchAll(/--[a-z-]+/g)].map(([option]) => option);
  const ofPython = ['--ray', '--shards'];
  const mentioned = optionsMentioned();
  expect(mentioned).toEqual(expect.arrayContaining(['--collect', '--of', '--out', '--ray', '--shard']));
  expect(mentioned.filter((option) => !known.includes(option) && !ofPython.includes(option))).toEqual([]);
});
