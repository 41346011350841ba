/*
 * `npm run bench:explain`: how much longer a job takes than the maps in it; python/bench_explain.py. Shares the environment of
 * `npm run test:captum`. Arguments are passed on: the number of samples.
 */
import { run } from '../bin/prepare.js';
import { installLogger, pythonWith } from '../bin/python.js';

const python = pythonWith('.venv-captum', '3.10', 'python/tests_captum/requirements.txt');
if (!installLogger(python)) process.exit(1);
process.env.OMP_NUM_THREADS = '1';
run(python, ['-W', 'ignore', 'python/bench_explain.py', ...process.argv.slice(2)]);
