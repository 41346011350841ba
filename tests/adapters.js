#!/usr/bin/env node
/*
 * `npm run test:adapters`: the snippets of docs/producers.md, with PyTorch, Keras, JAX, ONNX Runtime, Quantus and others in a separate
 * environment. Not part of `npm test`, because these packages take gigabytes.
 */
import { run } from '../bin/prepare.js';
import { installLogger, pythonWith } from '../bin/python.js';

const python = pythonWith('.venv-adapters', '3.11', 'python/tests_adapters/requirements.txt');
if (!installLogger(python)) process.exit(1);
run(python, ['-m', 'pytest', '-p', 'no:cacheprovider', ...process.argv.slice(2), 'python/tests_adapters']);
