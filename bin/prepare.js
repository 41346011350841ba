/* Brings a fresh clone to where it can run: dependencies installed, the app built. Does nothing that is done already. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a command in the checkout, its output on the terminal; ends this program where it fails. @param {string} command @param {string[]} args */
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
 * Installs what the lock file says, unless that is there. Not by `npm ci`, which refuses a lock file that was made where the
 * optional packages of other platforms could not be seen.
 */
export function install() {
  const installed = `${root}node_modules/.package-lock.json`;
  const isFresh = existsSync(installed) && statSync(installed).mtimeMs >= statSync(`${root}package-lock.json`).mtimeMs;
  if (!isFresh) run('npm', ['install', '--no-audit', '--no-fund']);
}

/** Builds the app, unless that is done. */
export function build() {
  if (!existsSync(`${root}.next/BUILD_ID`)) run('npm', ['run', 'build']);
}
