#!/usr/bin/env node
/* The end of `npm run build`: makes what Next has built serve without a prefix, with any other one, and out of a tarball. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PATTERN, PATTERNS, withBasePath } from './base-path.js';
import { root } from './prepare.js';

const built = `${root}.next`;

/** Text files that Next reads or sends, relative to the build. */
function textFiles() {
  const folders = ['.', 'server', 'static'];
  return folders.flatMap((folder) =>
    readdirSync(join(built, folder), { recursive: folder !== '.', withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(js|json|html|rsc|meta|body|css|map|txt)$/.test(entry.name))
      .map((entry) => relative(built, join(entry.parentPath, entry.name))),
  );
}

/**
 * Next calls packages that stay outside of the build by names with a checksum, which it makes links of; a tarball holds no links.
 *
 * @returns {Map<string, string>} their own names by those
 */
function linkedPackages() {
  const links = readdirSync(join(built, 'node_modules'));
  return new Map(links.map((name) => [name, name.replace(/-[0-9a-f]{16}$/, '')]));
}

const names = linkedPackages();
rmSync(join(built, PATTERNS), { recursive: true, force: true });
/** @type {string[]} */
const patterns = [];
for (const file of textFiles()) {
  const path = join(built, file);
  const before = readFileSync(path, 'utf8');
  let text = before;
  for (const [linked, name] of names) text = text.replaceAll(linked, name);
  if (text.includes(PATTERN.slice(1))) {
    patterns.push(file);
    const kept = join(built, PATTERNS, file);
    mkdirSync(dirname(kept), { recursive: true });
    writeFileSync(kept, text);
    text = withBasePath(text, '');
    if (text.includes(PATTERN.slice(1))) throw new Error(`${file} holds the prefix in a form that is not known.`);
  }
  if (text !== before) writeFileSync(path, text);
}
rmSync(join(built, 'node_modules'), { recursive: true, force: true });
writeFileSync(join(built, PATTERNS, 'list.json'), JSON.stringify(patterns, null, 1));
process.stdout.write(`The prefix has its place in ${patterns.length} files.\n`);
