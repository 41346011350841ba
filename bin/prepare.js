/* Prepares a fresh clone: installs the dependencies and builds the app, unless that is done already. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the checkout with its output on the terminal; exits if it fails. @param {string} command @param {string[]} args */
export function run(command, args) {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * Installs the dependencies of the lock file, unless they are up to date. Not with `npm ci`, which rejects a lock file that lacks
 * optional packages of other platforms.
 */
export function install() {
  const installed = `${root}node_modules/.package-lock.json`;
  const isFresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
  if (!isFresh) run('npm', ['install', '--no-audit', '--no-fund']);
}

/** Builds the app, unless it is built. */
export function build() {
  if (!existsSync(`${root}.next/BUILD_ID`)) run('npm', ['run', 'build']);
}
