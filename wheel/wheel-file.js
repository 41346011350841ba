/* A wheel: a zip file with a list of its files. https://packaging.python.org/en/latest/specifications/binary-distribution-format/ */
import { createHash } from 'node:crypto';
import { zipSync } from 'fflate';

/**
 * @typedef {object} Content
 * @property {string} path with slashes
 * @property {Buffer} content
 *
 * @typedef {object} Description
 * @property {string} name of the distribution
 * @property {string} version
 * @property {string} summary
 * @property {string} licence an SPDX expression
 * @property {string} python the versions that it needs, as in `>=3.9`
 * @property {readonly string[]} requires distributions, as in `numpy>=1.22`
 * @property {string} tag as in `py3-none-any`
 * @property {string} text a description in Markdown
 */

/** The time of all files, so that equal content makes an equal wheel: the first that a zip file can hold. */
const TIME = new Date(1980, 0, 1);
const READABLE_BY_ALL = 0o100644;
const UNIX = 3;

/** @param {string} name of a distribution, as it is written in names of files */
const escaped = (name) => name.replaceAll(/[-_.]+/g, '_').toLowerCase();

/** The name of the file of a wheel. @param {Pick<Description, 'name' | 'version' | 'tag'>} description */
export const wheelName = ({ name, version, tag }) => `${escaped(name)}-${version}-${tag}.whl`;

/** @param {Description} description */
const metadataOf = ({ name, version, summary, licence, python, requires, text }) =>
  `${[
    'Metadata-Version: 2.4',
    `Name: ${name}`,
    `Version: ${version}`,
    `Summary: ${summary}`,
    `License-Expression: ${licence}`,
    'License-File: LICENSE',
    `Requires-Python: ${python}`,
    ...requires.map((requirement) => `Requires-Dist: ${requirement}`),
    'Description-Content-Type: text/markdown',
  ].join('\n')}\n\n${text}\n`;

/** @param {Description} description */
const tagsOf = ({ tag }) =>
  `Wheel-Version: 1.0\nGenerator: salient\nRoot-Is-Purelib: ${tag.endsWith('-any')}\nTag: ${tag}\n`;

/** A field of RECORD, which is a CSV file. @param {string} text */
const field = (text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** @param {Content} file */
const recordOf = ({ path, content }) =>
  `${field(path)},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}\n`;

/**
 * The bytes of a wheel. They depend on nothing but the arguments.
 *
 * @param {Description} description
 * @param {readonly Content[]} files
 * @param {Buffer} licence the text of the licence
 */
export function wheelFile(description, files, licence) {
  const about = `${escaped(description.name)}-${description.version}.dist-info`;
  const all = [
    ...files,
    { path: `${about}/licenses/LICENSE`, content: licence },
    { path: `${about}/METADATA`, content: Buffer.from(metadataOf(description)) },
    { path: `${about}/WHEEL`, content: Buffer.from(tagsOf(description)) },
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
  const record = `${about}/RECORD`;
  all.push({ path: record, content: Buffer.from(`${all.map(recordOf).join('')}${record},,\n`) });
  return zipSync(Object.fromEntries(all.map(({ path, content }) => [path, content])), {
    level: 9,
    mtime: TIME,
    os: UNIX,
    attrs: READABLE_BY_ALL << 16,
  });
}
