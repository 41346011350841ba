/*
 * `npm run wasm`: assembles the WebAssembly modules and writes each as Base64 into a TypeScript module beside it, which bundlers and
 * tests can import. The output is committed, and tests check that it matches the source.
 *
 * Short functions are inlined. The engine does not do it, and decoding events takes nearly three times as long with a call per field.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';
import { root } from './prepare.js';

/** Source files without their extension. */
const MODULES = ['lib/record/checksums', 'lib/event/events', 'lib/sketch/comparing', 'lib/sketch/products'];

const { SIMD128, BulkMemory, BulkMemoryOpt } = binaryen.Features;

binaryen.setOptimizeLevel(3);
binaryen.setShrinkLevel(0);
binaryen.setAlwaysInlineMaxSize(200);
binaryen.setFlexibleInlineMaxSize(400);
binaryen.setAllowInliningFunctionsWithLoops(true);

/**
 * The text of the TypeScript module for a source file.
 * @param {string} source its path without the extension
 */
export function assembled(source) {
  const name = basename(source);
  const module = binaryen.parseText(readFileSync(`${root}${source}.wat`, 'utf8'));
  module.setFeatures(SIMD128 | BulkMemory | BulkMemoryOpt);
  if (!module.validate()) throw new Error(`${source}.wat is not a valid module.`);
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
