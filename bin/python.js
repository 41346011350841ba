/* Python for those scripts that need one: a virtual environment in the checkout, filled from a list of requirements. */
import { spawnSync } from 'node:child_process';
import { root } from './prepare.js';

const PIP = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];

/** Runs a command in the checkout, its output on the terminal. @param {string} command @param {string[]} args */
function succeeds(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: 'inherit' }).status === 0;
}

/**
 * The interpreter of a virtual environment that has what a file of requirements lists, and after it packages of the checkout.
 * Throws where that cannot be had: the message says why, as the end of a sentence.
 *
 * @param {string} name of the environment's directory
 * @param {string} oldest version of Python that will do, as in 3.9
 * @param {string} requirements path in the checkout
 */
export function pythonWith(name, oldest, requirements) {
  const python = `${root}${name}/bin/python`;
  const version = `import ensurepip, sys, venv; sys.exit(sys.version_info < (${oldest.replace('.', ', ')}))`;
  if (!succeeds('python3', ['-c', version]) || !succeeds('python3', ['-m', 'venv', name])) {
    throw new Error(`there is no Python ${oldest} with venv here`);
  }
  if (!succeeds(python, [...PIP, '--requirement', requirements])) {
    throw new Error(`what ${requirements} lists cannot be installed, as without a network`);
  }
  return python;
}

/** Installs the logger of the checkout, which needs nothing more than is there. @param {string} python */
export function installLogger(python) {
  return succeeds(python, [...PIP, '--no-build-isolation', '--no-deps', './python']);
}
