#!/usr/bin/env node
/*
 * `npm run fuzz`: fuzzes each target for some time, with a random or a given seed.
 *
 *     npm run fuzz -- --seconds 600
 *     npm run fuzz -- --seed 1234 requests
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { root } from '../../bin/prepare.js';

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
  allowPositionals: true,
});
/** @type {NodeJS.ProcessEnv} */
const env = { ...process.env, SALIENT_FUZZ_SECONDS: values.seconds };
if (values.seed !== undefined) env.SALIENT_FUZZ_SEED = values.seed;
const args = ['vitest', 'run', '--project', 'fuzz', ...positionals.map((target) => `tests/fuzz/${target}`)];
process.exitCode = spawnSync('npx', args, { cwd: root, stdio: 'inherit', env }).status ?? 1;
