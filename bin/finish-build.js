#!/usr/bin/env node
/* The last step of `npm run build`: makes the build usable without a prefix, with any prefix, and from a tarball. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { PATTERN, PATTERNS, withBasePath } from './base-path.js';
import { root } from './prepare.js';

const built = `${root}.next`;

/** Text files that Next reads or serves, relative to the build. */
function textFiles() {
  const folders = ['.', 'server', 'static'];
  return folders.flatMap((folder) =>
    readdirSync(join(built, folder), { recursive: folder !== '.', withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(js|json|html|rsc|meta|body|css|map|txt)$/.test(entry.name))
      .map((entry) => relative(built, join(entry.parentPath, entry.name))),
  );
}

/**
 * Next refers to packages outside the build by names with a checksum, which are symbolic links; a tarball cannot contain links.
 *
 * @returns {Map<string, string>} the package names by the names of the links
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
    if (text.includes(PATTERN.slice(1))) throw new Error(`${file} contains the prefix in an unknown form.`);
  }
  if (text !== before) writeFileSync(path, text);
}
rmSync(join(built, 'node_modules'), { recursive: true, force: true });
writeFileSync(join(built, PATTERNS, 'list.json'), JSON.stringify(patterns, null, 1));
process.stdout.write(`The path prefix can be set in ${patterns.length} files.\n`);
