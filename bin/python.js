/* Python for scripts that need it: a virtual environment in the checkout with the packages of a requirements file. */
import { spawnSync } from 'node:child_process';
import { root } from './prepare.js';

const PIP = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];

/** Runs a command in the checkout with its output on the terminal. @param {string} command @param {string[]} args */
function succeeds(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/**
 * The interpreter of a virtual environment with the packages of a requirements file.
 * Throws if it cannot be created; the message is the end of a sentence with the reason.
 *
 * @param {string} name directory of the environment
 * @param {string} oldest minimum version of Python, for example 3.9
 * @param {string} requirements path relative to the checkout
 */
export function pythonWith(name, oldest, requirements) {
  const python = `${root}${name}/bin/python`;
  const version = `import ensurepip, sys, venv; sys.exit(sys.version_info < (${oldest.replace('.', ', ')}))`;
  if (!succeeds('python3', ['-c', version]) || !succeeds('python3', ['-m', 'venv', name])) {
    throw new Error(`Python ${oldest} with venv is not available`);
  }
  if (!succeeds(python, [...PIP, '--requirement', requirements])) {
    throw new Error(`the packages of ${requirements} cannot be installed (no network?)`);
  }
  return python;
}

/** Installs the logger of the checkout; its dependencies must be installed already. @param {string} python */
export function installLogger(python) {
  return succeeds(python, [...PIP, '--no-build-isolation', '--no-deps', './python']);
}
