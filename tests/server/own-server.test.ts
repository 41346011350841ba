import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { until } from '../support/until';

const OWN_SERVER = fileURLToPath(new URL('../../bin/own-server.js', import.meta.url));
const DEMO = fileURLToPath(new URL('../../demo', import.meta.url));

const PROGRAM = `
const { startOwnServer } = await import(${JSON.stringify(OWN_SERVER)});
const { address } = startOwnServer([${JSON.stringify(DEMO)}]);
console.log((await address)?.href);`;

test('a server that a command has started ends with it, also if the command is killed', async () => {
  const command = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(command.stdout, 'data');
  const isAlive = () =>
    fetch(new URL('api/health/live', String(line).trim())).then(
      ({ ok }) => ok,
      () => false,
    );
  expect(await isAlive()).toBe(true);
  command.kill('SIGKILL');
  await until(async () => !(await isAlive()));
});
