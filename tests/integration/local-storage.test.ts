import { execFileSync } from 'node:child_process';
import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { blockingStorage, localStorage } from '../../lib/storage/local';
import { temporaryDirectory } from '../support/runs';

let base: string;

beforeEach(async () => {
  base = `${await temporaryDirectory()}/base`;
  await mkdir(`${base}/run`, { recursive: true });
  await writeFile(`${base}/run/picture.jpg`, 'picture');
});

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

describe.each([
  ['a file inside a directory', localStorage],
  ['a file inside a directory, read synchronously', blockingStorage],
])('%s', (_, storage) => {
  test('is read', async () => {
    expect(textOf(await storage.readInside(base, 'run/picture.jpg', 100))).toBe('picture');
    expect(textOf(await storage.readInside(`${base}/run`, './picture.jpg', 7))).toBe('picture');
  });

  test('may be behind a link that ends inside', async () => {
    await symlink(`${base}/run`, `${base}/link`);
    expect(textOf(await storage.readInside(base, 'link/picture.jpg', 100))).toBe('picture');
  });

  test('may be in a directory that is itself behind a link', async () => {
    await symlink(base, `${base}/../alias`);
    expect(textOf(await storage.readInside(`${base}/../alias`, 'run/picture.jpg', 100))).toBe('picture');
  });

  test('is not read if it is outside', async () => {
    await mkdir(`${base}_sibling`);
    await writeFile(`${base}_sibling/secret`, 'secret');
    await symlink(`${base}_sibling/secret`, `${base}/link`);
    for (const path of ['../base_sibling/secret', 'link', 'run/../../base_sibling/secret', '..']) {
      await expect(storage.readInside(base, path, 100), path).rejects.toMatchObject({ fault: 'outside' });
    }
  });

  test('is not the directory itself', async () => {
    await expect(storage.readInside(base, '.', 100)).rejects.toMatchObject({ name: 'StorageError' });
  });

  test.each([
    ['that is too large', 'run/picture.jpg', 6, 'too-large'],
    ['that is a directory', 'run', 100, 'wrong-kind'],
    ['that does not exist', 'run/absent.jpg', 100, 'not-found'],
    ['below a file', 'run/picture.jpg/x', 100, 'not-found'],
    ['with a null byte in its name', 'run/picture.jpg\0', 100, 'bad-name'],
    ['with a name that is too long', 'x'.repeat(300), 100, 'bad-name'],
  ])('%s is refused', async (_, path, maxBytes, fault) => {
    await expect(storage.readInside(base, path, maxBytes)).rejects.toMatchObject({ name: 'StorageError', fault });
  });

  test('behind a cycle of links is rejected', async () => {
    await symlink(`${base}/loop`, `${base}/loop`);
    await expect(storage.readInside(base, 'loop', 100)).rejects.toMatchObject({ name: 'StorageError' });
  });

  test('that is a pipe is rejected without waiting for a writer', async () => {
    execFileSync('mkfifo', [`${base}/pipe`]);
    await expect(storage.readInside(base, 'pipe', 100)).rejects.toMatchObject({ fault: 'wrong-kind' });
    await expect(storage.openInside(base, 'pipe')).rejects.toMatchObject({ fault: 'wrong-kind' });
  });
});

describe.each([
  ['an open file', localStorage],
  ['a file that was opened synchronously', blockingStorage],
])('%s', (_, storage) => {
  test('is read sequentially and in ranges, shorter at its end', async () => {
    const file = await storage.openInside(base, 'run/picture.jpg');
    const target = new Uint8Array(4);
    expect(await file.read(target, 5)).toBe(2);
    expect(textOf(target.subarray(0, 2))).toBe('re');
    const ranges = [
      { position: 0, length: 3 },
      { position: 5, length: 10 },
      { position: 50, length: 10 },
    ];
    expect((await file.readRanges(ranges)).map(textOf)).toEqual(['pic', 're', '']);
    await file.close();
  });

  test('stays the same file when another one takes over its name', async () => {
    const file = await storage.openInside(base, 'run/picture.jpg');
    await writeFile(`${base}/other`, 'another');
    await rename(`${base}/other`, `${base}/run/picture.jpg`);
    expect((await file.readRanges([{ position: 0, length: 7 }])).map(textOf)).toEqual(['picture']);
    const [open, named] = [await file.stat(), await storage.stat(`${base}/run/picture.jpg`)];
    expect(open.identity).not.toBe(named.identity);
    await file.close();
  });
});

test('a link is reported as a link, not as its target', async () => {
  await symlink(`${base}/run`, `${base}/link`);
  expect(await localStorage.stat(`${base}/link`)).toMatchObject({ kind: 'link' });
  const entries = await localStorage.list(base);
  expect(entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: 'link', kind: 'link' },
    { name: 'run', kind: 'directory' },
  ]);
});

test('an error names the path and the cause', async () => {
  await expect(localStorage.open(`${base}/absent`)).rejects.toThrow(`${base}/absent does not exist`);
});
