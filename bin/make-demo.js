#!/usr/bin/env node
/* `npm run demo:make`: regenerates the demo jobs, or the named ones (`photos`, `digits`, `watermark`), with the programs in demo/make. */

import { run } from './prepare.js';
import { installLogger, pythonWith } from './python.js';

const python = pythonWith('.venv-demo', '3.10', 'demo/make/requirements.txt');
if (!installLogger(python)) process.exit(1);
run(python, ['demo/make', ...process.argv.slice(2)]);
