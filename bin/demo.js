#!/usr/bin/env node
/* `npm run demo`: installs and builds what is missing, then serves the bundled demo jobs. */
import { build, install, root, run } from './prepare.js';

install();
build();
run(process.execPath, [`${root}bin/salient.js`, `${root}demo`, '--no-token', ...process.argv.slice(2)]);
