#!/usr/bin/env node
/*
 * `npm run test:captum`: the tests of salient.captum, with PyTorch and Captum in a separate environment. Not part of
 * `npm test`, because these packages take gigabytes.
 */
import { run } from '../bin/prepare.js';
import { installLogger, pythonWith } from '../bin/python.js';

const python = pythonWith('.venv-captum', '3.10', 'python/tests_captum/requirements.txt');
if (!installLogger(python)) process.exit(1);
run(python, ['-m', 'pytest', '-p', 'no:cacheprovider', ...process.argv.slice(2), 'python/tests_captum']);
