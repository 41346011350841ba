/*
 * `npm run wasm`: assembles lib/record/checksums.wat and puts it, as text, into a module beside it, for a module finds its way into a
 * bundle and into a test by itself. What it makes is kept with the source, and a test says whether the two belong together.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import loadWabt from 'wabt';
import { root } from './prepare.js';

const SOURCE = `${root}lib/record/checksums.wat`;
const TARGET = `${root}lib/record/checksums-wasm.ts`;

/** The text of the module that is made of the source. */
export async function assembled() {
  const wabt = await loadWabt();
  const module = wabt.parseWat('checksums.wat', readFileSync(SOURCE, 'utf8'));
  module.validate();
  const base64 = Buffer.from(module.toBinary({}).buffer).toString('base64');
  return `/** checksums.wat, assembled by \`npm run wasm\`, in Base64. */
export const CHECKSUMS_WASM =
  '${base64}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(TARGET, await assembled());
