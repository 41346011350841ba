import { describe, expect, test } from 'vitest';
import { pathBelow, targetOf } from '../../../lib/access/target.js';

const SERVER = { allowedHosts: ['gpu-box'], basePath: '' };

function target(url: string, host: string[] = ['localhost'], { method = 'GET', basePath = '' } = {}) {
  return targetOf({ method, url, headersDistinct: host.length > 0 ? { host } : {} }, { ...SERVER, basePath });
}

describe('the target', () => {
  test.each([
    ['/a?b', ['gpu-box:1'], { url: '/a?b', host: 'gpu-box:1' }],
    // The absolute form names the host, whatever the header says.
    ['http://localhost:8765/a?b', ['localhost:8765'], { url: '/a?b', host: 'localhost:8765' }],
    ['HTTPS://gpu-box', ['other'], { url: '/', host: 'gpu-box' }],
    ['http://gpu-box?token=x', [], { url: '/?token=x', host: 'gpu-box' }],
    ['http://[::1]:1/', [], { url: '/', host: '[::1]:1' }],
    // HTTP/1.0 needs no Host header; who watches over the server gets an answer.
    ['/api/health', [], { url: '/api/health', host: 'localhost' }],
    ['/api/health/live?x', [], { url: '/api/health/live?x', host: 'localhost' }],
  ])('%s of %j', (url, host, expected) => {
    expect(target(url, host)).toEqual(expected);
  });

  test('behind a path prefix, health checks need no Host header either, with or without the prefix', () => {
    for (const url of ['/tools/api/health/ready', '/api/health/ready']) {
      expect(target(url, [], { basePath: '/tools' })).toMatchObject({ url });
    }
  });

  test.each([
    ['/', [], 400, /Host header/],
    ['/api/jobs', [], 400, /Host header/],
    ['/', ['localhost', 'localhost'], 400, /exactly one Host header/],
    ['/api/health', ['localhost', 'evil.example'], 400, /exactly one Host header/],
    ['/', ['evil.example'], 421, /"evil.example" is not an allowed host name of this server/],
    ['/api/health', ['evil.example'], 421, /--allowed-host/],
    ['http://evil.example/', ['localhost'], 421, /evil.example/],
    ['http://user@localhost/', ['localhost'], 421, /user@localhost/],
    ['http:///', ['localhost'], 421, /""/],
    ['http://localhost//evil.example', ['localhost'], 400, /one slash/],
    ['//x', ['localhost'], 400, /one slash/],
    ['/\\x', ['localhost'], 400, /one slash/],
    ['*', ['localhost'], 400, /one slash/],
    ['ftp://localhost/', ['localhost'], 400, /one slash/],
    ['/%', ['localhost'], 400, /escape/],
    [`/${'x'.repeat(8_000)}`, ['localhost'], 414, /8000 characters/],
  ])('%s of %j is refused', (url, host, status, sentence) => {
    expect(target(url, host)).toEqual({ status, sentence: expect.stringMatching(sentence) });
  });

  test.each(['CONNECT', 'TRACE', 'TRACK'])('%s is not supported', (method) => {
    expect(target('/', ['localhost'], { method })).toMatchObject({ status: 405 });
  });
});

test.each([
  ['/tools/a?b', '/tools', '/a'],
  ['/tools', '/tools', '/'],
  ['/toolshed', '/tools', '/toolshed'],
  ['/a?b', '/tools', '/a'],
  ['/a?b', '', '/a'],
  ['/', '', '/'],
])('the path of %s below "%s" is %s', (address, basePath, path) => {
  expect(pathBelow(address, basePath)).toBe(path);
});
