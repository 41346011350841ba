import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/*
 * Which folder may import which. Dependencies point one way:
 *
 *   record ← event ← job ←─ reading ← indexing ←─┐
 *                 storage ←─┘    summary ←───────┼─ manager ← answer ← compat ← app → components → api, i18n,
 *   i18n, image ← api ←───────────────────────────┘                                            the browser's part of image, sketch
 */
const ROOMS: Record<string, readonly string[]> = {
  'lib/record': [],
  'lib/event': ['lib/record'],
  'lib/job': ['lib/record', 'lib/event', 'lib/image/crc32.ts', 'lib/memory.ts', 'lib/slices.ts', 'lib/json.ts'],
  'lib/memory.ts': [],
  'lib/slices.ts': ['lib/clock.ts'],
  'lib/turns.ts': [],
  'lib/storage': ['lib/record/crc32c.ts', 'lib/file-name.ts', 'lib/clock.ts'],
  'lib/file-name.ts': [],
  'lib/clock.ts': [],
  'lib/json.ts': [],
  'lib/settings.js': ['lib/settings'],
  'lib/settings': [],
  'lib/metrics.ts': [],
  'lib/log.js': ['lib/printable.js'],
  'lib/printable.js': [],
  'lib/summary': ['lib/storage', 'lib/clock.ts', 'lib/file-name.ts', 'lib/slices.ts'],
  'lib/image': ['lib/clock.ts', 'lib/memory.ts'],
  'lib/sketch': [],
  'lib/rpc.ts': [],
  'lib/rpc-thread.ts': ['lib/rpc.ts'],
  'lib/survey': [
    'lib/json.ts',
    'lib/memory.ts',
    'lib/file-name.ts',
    'lib/record',
    'lib/job',
    'lib/storage',
    'lib/image',
    'lib/sketch',
    'lib/slices.ts',
    'lib/turns.ts',
    'lib/clock.ts',
    'lib/rpc.ts',
    'lib/rpc-thread.ts',
  ],
  'lib/tables': ['lib/rpc.ts', 'lib/rpc-thread.ts'],
  'lib/marks': ['lib/api/mark-choices.ts', 'lib/storage', 'lib/clock.ts', 'lib/rpc.ts', 'lib/rpc-thread.ts'],
  'lib/api': ['lib/image', 'lib/file-name.ts'],
  'lib/i18n': [],
  'lib/access': ['lib/i18n', 'lib/api'],
  'lib/reading': ['lib/record', 'lib/event', 'lib/job', 'lib/storage', 'lib/slices.ts', 'lib/turns.ts'],
  'lib/indexing': [
    'lib/record',
    'lib/event',
    'lib/job',
    'lib/storage',
    'lib/reading',
    'lib/clock.ts',
    'lib/json.ts',
    'lib/file-name.ts',
    'lib/image/picture.ts',
    'lib/slices.ts',
    'lib/rpc.ts',
    'lib/rpc-thread.ts',
  ],
  'lib/manager': [
    'lib/record',
    'lib/event',
    'lib/job',
    'lib/storage',
    'lib/summary',
    'lib/indexing',
    'lib/survey',
    'lib/marks',
    'lib/clock.ts',
    'lib/json.ts',
    'lib/settings.js',
    'lib/metrics.ts',
    'lib/log.js',
    'lib/file-name.ts',
  ],
  'lib/answer': [
    'lib/clock.ts',
    'lib/json.ts',
    'lib/job',
    'lib/storage',
    'lib/summary',
    'lib/indexing',
    'lib/manager',
    'lib/survey',
    'lib/marks',
    'lib/tables',
    'lib/rpc.ts',
    'lib/image',
    'lib/api',
    'lib/metrics.ts',
    'lib/file-name.ts',
    'lib/settings.js',
  ],
  'lib/compat': [
    'lib/json.ts',
    'lib/slices.ts',
    'lib/job',
    'lib/storage',
    'lib/summary',
    'lib/manager',
    'lib/answer',
    'lib/image',
    'lib/api',
  ],
  app: [
    'lib/json.ts',
    'lib/manager',
    'lib/answer',
    'lib/compat',
    'lib/api',
    'lib/image',
    'lib/i18n',
    'lib/access/viewer.js',
    'lib/settings.js',
    'components',
  ],
  components: ['lib/api', 'lib/image', 'lib/i18n', 'lib/sketch', 'lib/tables/csv.ts'],
};

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Every source file below a folder, relative to the root; none if the folder does not exist. */
function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|js|mjs)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** Source text without its comments. */
function sourceOf(file: string): string {
  const text = readFileSync(join(root, file), 'utf8');
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

/** The imports of a file: project files relative to the root, packages by name. */
function importsOf(file: string): string[] {
  const statements = /(?:\bfrom\s+|\bimport\s*\(?\s*|\bnew URL\(\s*)['"]([^'"]+)['"]/g;
  return [...sourceOf(file).matchAll(statements)].map(([, name]) => {
    if (name.startsWith('@/')) return fileOf(name.slice(2));
    return name.startsWith('.') ? fileOf(join(dirname(file), name)) : name;
  });
}

/** The file that an import of `path` means. */
function fileOf(path: string): string {
  const endings = ['', '.ts', '.tsx', '.js', '/index.ts', '/index.tsx'];
  const found = endings.find((ending) => /\.\w+$/.test(path + ending) && existsSync(join(root, path + ending)));
  return path + (found ?? '');
}

const isBelow = (file: string, folder: string) => file === folder || file.startsWith(`${folder}/`);
const isOurs = (file: string) => ['lib', 'app', 'components'].some((folder) => isBelow(file, folder));

const sources = ['lib', 'app', 'components'].flatMap(filesBelow);
const imports = new Map(sources.map((file) => [file, importsOf(file)]));

/** Each import of the files below `folder`, as "file → what it imports", that `isAllowed` does not allow. */
function forbidden(folder: string, isAllowed: (name: string, file: string) => boolean): string[] {
  return [...imports]
    .filter(([file]) => isBelow(file, folder))
    .flatMap(([file, names]) => names.filter((name) => !isAllowed(name, file)).map((name) => `${file} → ${name}`));
}

/** The files in which `pattern` occurs outside of comments. */
function mentioning(files: readonly string[], pattern: RegExp): string[] {
  return files.filter((file) => pattern.test(sourceOf(file)));
}

/** Whether a file runs in a browser: none of its imports is server-only. */
function isBrowserSafe(file: string, seen = new Set<string>()): boolean {
  if (seen.has(file)) return true;
  seen.add(file);
  return importsOf(file).every((name) =>
    isOurs(name) ? isBrowserSafe(name, seen) : !/^(node:.*|server-only|sharp|pino)$/.test(name),
  );
}

test('the imports of this project are parsed', () => {
  expect(imports.get('lib/job/fold.ts')).toEqual(
    expect.arrayContaining(['lib/event/event.ts', 'lib/event/messages.ts', 'lib/job/job.ts']),
  );
  expect(imports.get('lib/indexing/indexer.ts')).toEqual(
    expect.arrayContaining(['node:worker_threads', 'lib/indexing/index.worker.ts']),
  );
  expect(sources.length).toBeGreaterThan(40);
});

test('every import of a file resolves', () => {
  const lost = forbidden('lib', (name) => !isOurs(name) || existsSync(join(root, name)));
  expect(lost).toEqual([]);
});

test('every folder of lib is listed here', () => {
  const rooms = filesBelow('lib').map((file) => file.split('/').slice(0, 2).join('/'));
  expect([...new Set(rooms)].filter((room) => !(room in ROOMS))).toEqual([]);
});

describe('a folder imports only folders below it', () => {
  test.each(Object.entries(ROOMS))('%s', (room, below) => {
    const allowed = [room, ...below];
    const turned = forbidden(room, (name) => !isOurs(name) || allowed.some((folder) => isBelow(name, folder)));
    expect(turned).toEqual([]);
  });
});

test('server-side code is not imported below the app', () => {
  const turned = forbidden('lib', (name) => !isBelow(name, 'app') && !isBelow(name, 'components'));
  expect(turned).toEqual([]);
});

test('components import nothing that only a server can run', () => {
  const unsafe = forbidden('components', (name) => !isOurs(name) || isBrowserSafe(name));
  expect(unsafe).toEqual([]);
  expect(forbidden('components', (name) => !/^(node:.*|server-only|sharp|pino)$/.test(name))).toEqual([]);
});

test('record, event and job are pure: they import no packages and nothing from Node', () => {
  const packages = ['lib/record', 'lib/event', 'lib/job'].flatMap((room) => forbidden(room, isOurs));
  expect(packages).toEqual([]);
});

test('no two files import each other, directly or through others', () => {
  const circles: string[] = [];
  const walk = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    else if (!done.has(file)) {
      for (const name of imports.get(file) ?? []) if (isOurs(name)) walk(name, [...path, file]);
      done.add(file);
    }
  };
  const done = new Set<string>();
  for (const file of sources) walk(file, []);
  expect(circles).toEqual([]);
});

describe('only one file', () => {
  const DISK = /^(node:)?fs(\/promises)?$/;

  test('accesses the disk: lib/storage/local.ts, with the parts that only it imports', () => {
    const touching = ['lib', 'app', 'components'].flatMap((folder) => forbidden(folder, (name) => !DISK.test(name)));
    const files = [...new Set(touching.map((line) => line.split(' → ')[0]))];
    expect(files).toContain('lib/storage/local.ts');
    expect(files.filter((file) => !/^lib\/storage\/local(-\w+)?\.ts$/.test(file))).toEqual([]);
    const isPart = (name: string) => /^lib\/storage\/local-/.test(name);
    const users = [...imports].flatMap(([file, names]) => (names.some(isPart) ? [file] : []));
    expect(users.filter((file) => !/^lib\/storage\/local/.test(file))).toEqual([]);
  });

  test('reads the time: lib/clock.ts', () => {
    const clock = /\bDate\.now\b|\bnew Date\(\)|\bset(Timeout|Interval|Immediate)\b/;
    expect(mentioning(filesBelow('lib'), clock)).toEqual(['lib/clock.ts']);
  });

  test('reads the environment: lib/settings.js', () => {
    // Values inlined by next.config.js are not read from the environment at run time.
    const config = existsSync(join(root, 'next.config.js')) ? sourceOf('next.config.js') : '';
    const environment = /\bprocess\.env\b(?:\.(\w+))?/g;
    const readers = sources.filter((file) =>
      [...sourceOf(file).matchAll(environment)].some(
        ([, name]) => name !== 'NODE_ENV' && !(name && new RegExp(`\\b${name}\\b`).test(config)),
      ),
    );
    expect(readers.filter((file) => file !== 'lib/settings.js')).toEqual([]);
  });
});
