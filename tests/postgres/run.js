#!/usr/bin/env node
/*
 * `npm run test:postgres`: marks in a Postgres database, with the server of the system (`apt-get install postgresql`), started for the
 * test in a directory of its own. Needs `npm run build` first. $SALIENT_POSTGRES names the directory of other programs of Postgres.
 * Without them it says so and ends.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../bin/prepare.js';

/** Where Debian has the programs of its versions. */
const DEBIAN = '/usr/lib/postgresql';

/** The directory of the programs of the latest version; null if there are none. */
function programs() {
  if (process.env.SALIENT_POSTGRES) return process.env.SALIENT_POSTGRES;
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  return (
    versions.map((version) => join(DEBIAN, version, 'bin')).find((place) => existsSync(join(place, 'initdb'))) ?? null
  );
}

const place = programs();
if (place === null) {
  process.stderr.write(
    '\nSKIPPED: the tests of marks in Postgres, because it is not installed: apt-get install postgresql.\n\n',
  );
} else {
  const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'postgres', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, SALIENT_POSTGRES: place },
  });
  process.exitCode = status === 0 ? 0 : 1;
}
