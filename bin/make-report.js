/*
 * `npm run report:assets`: bundles the script and the style of reports, which are part of their text, into a TypeScript module, as Base64.
 * The output is committed, and a test checks that it matches the sources.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { root } from './prepare.js';

const DIRECTORY = 'components/report/document';
const OUTPUT = `${DIRECTORY}/assets.ts`;

/** The text of the module. */
export async function bundled() {
  const [script, style] = await Promise.all(['script.ts', 'report.css'].map(bundle));
  return `/* script.ts and report.css, bundled by \`npm run report:assets\`, in Base64. */

const textOf = (base64: string) =>
  new TextDecoder().decode(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));

/** The script of a report. */
export const SCRIPT = textOf(
  '${script}',
);

/** The style of a report. */
export const STYLE = textOf(
  '${style}',
);
`;
}

/** A file with everything that it imports, minified, in Base64. @param {string} name */
async function bundle(name) {
  const { outputFiles } = await build({
    entryPoints: [`${root}${DIRECTORY}/${name}`],
    absWorkingDir: root,
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'esnext',
    legalComments: 'none',
    charset: 'utf8',
    logLevel: 'error',
  });
  return Buffer.from(outputFiles[0].contents).toString('base64');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(`${root}${OUTPUT}`, await bundled());
