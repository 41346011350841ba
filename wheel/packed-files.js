/* The files of the tarball of npm. */
import { spawnSync } from 'node:child_process';
import { root } from '../bin/prepare.js';

/** @returns {string[]} relative to the checkout */
export function packedFiles() {
  const args = ['pack', '--dry-run', '--ignore-scripts', '--json'];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (status !== 0) throw new Error(`npm pack ended with ${status}.\n${stderr}`);
  /** @type {[{ files: { path: string }[] }]} */
  const [{ files }] = JSON.parse(stdout);
  return files.map(({ path }) => path);
}
