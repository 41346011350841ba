import { describe, expect, test } from 'vitest';
import {
  basesOf,
  directoryInStore,
  parseCommandLine,
  pictureCacheBytes,
  settingsFromEnvironment,
  storeOf,
  threadPoolSize,
  toEnvironment,
} from '../../lib/settings.js';

/** The settings of a command line. */
function settingsOf(args: string[], environment: Record<string, string> = {}) {
  const command = parseCommandLine(['DIR', ...args], environment);
  if (command.kind !== 'serve') throw new Error(`The command is ${command.kind}.`);
  return command.settings;
}

describe('--frame-ancestor', () => {
  test('is repeatable and takes lists', () => {
    const { frameAncestors } = settingsOf([
      ...['--frame-ancestor', 'https://Hub.example.org/, http://localhost:8888'],
      ...['--frame-ancestor', 'https://*.lab.example.org:*'],
    ]);
    expect(frameAncestors).toEqual(['https://hub.example.org', 'http://localhost:8888', 'https://*.lab.example.org:*']);
  });

  test.each([
    'hub.example.org',
    'https://hub.example.org/path',
    "'self'",
    '*',
    'https://a;script-src *',
    'https://a b',
    '',
  ])('does not take %j', (text) => {
    expect(() => settingsOf(['--frame-ancestor', text])).toThrow(/--frame-ancestor takes origins/);
  });

  test('takes the scheme of an editor, but none that sites have', () => {
    expect(settingsOf(['--frame-ancestor', 'vscode-webview:']).frameAncestors).toEqual(['vscode-webview:']);
    for (const scheme of ['https:', 'http:', 'data:', 'blob:', 'file:'])
      expect(() => settingsOf(['--frame-ancestor', scheme])).toThrow(/takes origins/);
  });

  test('reaches the server through the environment', () => {
    const settings = settingsOf(['--frame-ancestor', 'https://a.example,https://b.example', '--cookie-name', 'lab']);
    const carried = settingsFromEnvironment(toEnvironment(settings));
    expect(carried).toMatchObject({ frameAncestors: settings.frameAncestors, cookieName: 'lab' });
    expect(settingsFromEnvironment(toEnvironment(settingsOf([])))).toMatchObject({
      frameAncestors: [],
      cookieName: '',
    });
  });
});

test('--allowed-host is repeatable, too', () => {
  expect(settingsOf(['--allowed-host', 'a', '--allowed-host', 'b,.c']).allowedHosts).toEqual(['a', 'b', '.c']);
});

test.each(['', 'a b', 'a=b', 'a;b', 'salient-theme', 'salient-language', 'salient-floor', 'x'.repeat(65)])(
  '--cookie-name does not take %j',
  (name) => {
    expect(() => settingsOf(['--cookie-name', name])).toThrow(/--cookie-name takes/);
  },
);

test('the data directory follows XDG_DATA_HOME, and is passed on; tokens are not', () => {
  const settings = settingsOf([
    '--data-dir',
    'here',
    '--read-only',
    '--view-token',
    'a-token-for-viewers-only',
    '--token',
    'x',
  ]);
  expect(settings).toMatchObject({ dataDir: expect.stringMatching(/\/here$/), readOnly: true });
  expect(settings.viewToken).toBe('a-token-for-viewers-only');
  const environment = toEnvironment(settings);
  expect(JSON.stringify(environment)).not.toContain('a-token-for-viewers-only');
  expect(settingsFromEnvironment(environment)).toMatchObject({
    dataDir: settings.dataDir,
    readOnly: true,
    viewToken: '',
  });
  expect(settingsOf([]).dataDir).toMatch(/\/salient$/);
});

describe('--database', () => {
  const URL = 'postgres://ann:se%25cret@db.example.org:5433/marks?sslmode=require';

  test('is passed on', () => {
    const settings = settingsOf(['--database', URL]);
    expect(settingsFromEnvironment(toEnvironment(settings)).database).toBe(URL);
    expect(settingsOf([], { SALIENT_DATABASE: URL, SALIENT_DATA_DIR: '/data' }).database).toBe(URL);
    expect(settingsOf([]).database).toBe('');
  });

  test('is not combined with --data-dir, which overrides its variable', () => {
    expect(() => settingsOf(['--database', URL, '--data-dir', 'here'])).toThrow(/cannot be combined/);
    expect(settingsOf(['--data-dir', 'here'], { SALIENT_DATABASE: URL }).database).toBe('');
  });

  test.each([
    'db.example.org/marks',
    'mysql://ann:hidden@db/marks',
    'postgres://ann:hidden@db',
    'postgres://ann:hidden@db/marks/more',
    'postgres://ann:hidden%@db/marks',
    'postgres://ann:hid#den@db/marks',
    'postgres://ann:hidden@db/marks#x',
  ])('does not take %s, and does not repeat it', (text) => {
    const message = /^--database .*postgres:\/\/USER:PASSWORD@HOST:PORT\/DATABASE\.$/;
    expect(() => settingsOf(['--database', text])).toThrow(message);
    expect(() => settingsOf(['--database', text])).not.toThrow(/hid/);
  });
});

test('a flag overrides its variable', () => {
  const environment = { SALIENT_COOKIE_NAME: 'one', SALIENT_ALLOW_SHORT_TOKEN: 'true' };
  expect(settingsOf(['--cookie-name', 'two'], environment)).toMatchObject({ cookieName: 'two', allowShortToken: true });
  expect(settingsOf([], { ...environment, SALIENT_ALLOW_SHORT_TOKEN: 'false' }).allowShortToken).toBe(false);
});

test.each<[string | undefined, number]>([
  [undefined, 4],
  ['', 4],
  ['16', 16],
  ['0', 1],
  ['x', 1],
  ['5000', 1_024],
])('with UV_THREADPOOL_SIZE=%j libuv has %i threads', (size, threads) => {
  expect(threadPoolSize({ UV_THREADPOOL_SIZE: size })).toBe(threads);
});

test('pictures that were made take an eighth of the memory, at most 128 MB', () => {
  const megabyte = 2 ** 20;
  expect(pictureCacheBytes(64 * megabyte)).toBe(8 * megabyte);
  expect(pictureCacheBytes(16_000 * megabyte)).toBe(128 * megabyte);
});

describe('several directories', () => {
  const night = { name: 'night', path: '/data/a/runs' };

  test('are named after the last part of their paths, or as they are told', () => {
    expect(basesOf('night=/data/a/runs\n/data/b/\ns3://bucket/x/y')).toEqual([
      night,
      { name: 'b', path: '/data/b/' },
      { name: 'y', path: 's3://bucket/x/y' },
    ]);
    expect(basesOf('s3://bucket\n/data/with=sign')).toEqual([
      { name: 'bucket', path: 's3://bucket' },
      { name: 'with=sign', path: '/data/with=sign' },
    ]);
    expect(basesOf('night=/data/a/runs')).toEqual([{ name: '', path: 'night=/data/a/runs' }]);
    expect(basesOf('')).toEqual([{ name: '', path: '' }]);
  });

  test('reach the server through the environment; with one in a store, scans cost requests', () => {
    const command = parseCommandLine(['night=/data/a/runs', 's3://bucket/b'], {});
    if (command.kind !== 'serve') throw new Error(`The command is ${command.kind}.`);
    const { settings } = command;
    expect(settings.reloadInterval).toBe(30);
    const carried = settingsFromEnvironment(toEnvironment(settings));
    expect(basesOf(carried.dir)).toEqual([night, { name: 'b', path: 's3://bucket/b' }]);
    expect(storeOf(carried)).toMatchObject({ endpoint: null });
  });

  test.each([
    [['/a/runs', '/b/runs'], /Two directories are named runs; .* NAME=\/b\/runs/],
    [['x=/a', 'x=/b'], /named x/],
    [['/a', '/b/.hidden'], /\/b\/.hidden needs a name/],
    [['/a', '/'], /needs a name/],
    [['/a', '/b/_explain_17'], /needs a name/],
    [['s3://bucket/a', 'gs://bucket/b'], /two stores/],
  ])('%j are refused', (dirs, message) => {
    expect(() => parseCommandLine(dirs, {})).toThrow(message);
  });
});

describe('an object store', () => {
  const inStore = (args: string[], environment: Record<string, string> = {}) => {
    const command = parseCommandLine(['s3://bucket/runs', ...args], environment);
    if (command.kind !== 'serve') throw new Error(`The command is ${command.kind}.`);
    return command.settings;
  };

  test('is scanned every half minute, unless told otherwise', () => {
    expect(inStore([]).reloadInterval).toBe(30);
    expect(inStore(['--reload-interval', '5']).reloadInterval).toBe(5);
    expect(inStore([], { SALIENT_RELOAD_INTERVAL: '3' }).reloadInterval).toBe(3);
    expect(settingsOf([]).reloadInterval).toBe(3);
  });

  test('reaches the server through the environment', () => {
    const settings = inStore([
      '--s3-endpoint',
      'https://s3.example.org/',
      '--s3-region',
      'eu-west-1',
      '--s3-path-style',
    ]);
    const carried = settingsFromEnvironment(toEnvironment(settings));
    expect(storeOf(carried)).toEqual({
      endpoint: 'https://s3.example.org',
      region: 'eu-west-1',
      pathStyle: true,
      anonymous: false,
      blocks: { directory: `${carried.cacheDir}/blocks`, maxBytes: carried.cacheSize / 4 },
    });
    expect(storeOf(inStore(['--s3-anonymous', '--cache-size', '0']))).toMatchObject({
      ...{ endpoint: null, region: null, anonymous: true, blocks: null },
    });
    expect(storeOf(settingsOf([]))).toBeNull();
  });

  test('of Google has an endpoint of its own, unless told otherwise', () => {
    const google = { s3Endpoint: 'https://storage.googleapis.com', reloadInterval: 30 };
    const own = ['--s3-endpoint', 'http://127.0.0.1:9000'];
    expect(parseCommandLine(['gs://bucket/runs'], {})).toMatchObject({ settings: google });
    expect(parseCommandLine([], { SALIENT_DIR: 'gs://bucket/runs' })).toMatchObject({ settings: google });
    expect(parseCommandLine(['gs://bucket/runs', ...own], {})).toMatchObject({ settings: { s3Endpoint: own[1] } });
    expect(inStore([]).s3Endpoint).toBe('');
  });

  test.each([
    ['s3://bucket', 's3://bucket'],
    ['s3://bucket/', 's3://bucket'],
    ['s3://my.bucket-1/a b/ä//', 's3://my.bucket-1/a b/ä'],
    ['GS://bucket/runs/', 'gs://bucket/runs'],
  ])('%s is %s', (text, normal) => expect(directoryInStore(text)).toBe(normal));

  test.each([
    ['s3://', /bucket/],
    ['s3:///a', /bucket/],
    ['s3://b', /bucket/],
    ['s3://bucket/a//b', /empty parts/],
    ['s3://bucket/../b', /empty parts/],
    ['gs://bucket//a', /empty parts/],
    ['az://bucket/a', /az:\/\/ is not supported/],
    ['https://bucket/a', /https:\/\/ is not supported/],
    ['s3://key:secret@bucket/a', /letters, digits/],
  ])('%s is refused', (text, message) => {
    expect(() => directoryInStore(text)).toThrow(message);
    expect(() => directoryInStore(text)).not.toThrow(/secret/);
  });

  test.each([
    's3.example.org',
    'ftp://s3.example.org',
    'https://key:secret@s3.example.org',
    'https://s3.example.org/?a',
    '',
  ])('%j is no endpoint', (text) => {
    expect(() => inStore(['--s3-endpoint', text])).toThrow(/--s3-endpoint must be/);
    expect(() => inStore(['--s3-endpoint', text])).not.toThrow(/secret/);
  });
});
