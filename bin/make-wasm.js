/*
 * `npm run wasm`: assembles the WebAssembly modules and puts each, as text, into a module beside it, for a module finds its way into a
 * bundle and into a test by itself. What it makes is kept with the source, and tests say whether the two belong together.
 *
 * Functions are compiled into those that call them, as far as they are short: the engine does not do it, and events take nearly three
 * times as long to decode where every field is a call.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';
import { root } from './prepare.js';

/** Sources, without the ending of their names. */
const MODULES = ['lib/record/checksums', 'lib/event/events'];

binaryen.setOptimizeLevel(3);
binaryen.setShrinkLevel(0);
binaryen.setAlwaysInlineMaxSize(200);
binaryen.setFlexibleInlineMaxSize(400);
binaryen.setAllowInliningFunctionsWithLoops(true);

/**
 * The text of the module that is made of a source.
 * @param {string} source its path, without the ending
 */
export function assembled(source) {
  const name = basename(source);
  const module = binaryen.parseText(readFileSync(`${root}${source}.wat`, 'utf8'));
  if (!module.validate()) throw new Error(`${source}.wat is no valid module.`);
  module.optimize();
  const base64 = Buffer.from(module.emitBinary()).toString('base64');
  return `/** ${name}.wat, assembled by \`npm run wasm\`, in Base64. */
export const ${name.toUpperCase()}_WASM =
  '${base64}';
`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const source of MODULES) writeFileSync(`${root}${source}-wasm.ts`, assembled(source));
}
