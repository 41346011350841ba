import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { RequestCounts } from '../../../lib/storage/request-counts';
import { S3ObjectClient } from '../../../lib/storage/s3-client';

/* Answers that no good store gives, over HTTP. */

const RUNS = { bucket: 'bucket', key: 'runs' };
const FILE = { bucket: 'bucket', key: 'runs/f' };

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

let server: Server;
let client: S3ObjectClient;
let answer: (request: IncomingMessage) => Answer;

beforeEach(async () => {
  server = createServer((request, response) => {
    const { status, headers = {}, body } = answer(request);
    response.writeHead(status, headers).end(request.method === 'HEAD' ? undefined : body);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new S3ObjectClient({ endpoint, region: null, pathStyle: true, anonymous: true }, new RequestCounts());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const PAGE: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html' },
  body: '<html><body>Log in</body></html>',
};

test.each([
  ['a page of a web server', PAGE],
  ['JSON', { ...PAGE, body: '{}' }],
  ['a list of buckets', { ...PAGE, body: '<?xml version="1.0"?><ListAllMyBucketsResult></ListAllMyBucketsResult>' }],
])('%s is no empty listing', async (_, what) => {
  answer = () => what;
  const fault = { fault: 'unavailable', code: 'something else answers' };
  await expect(client.list(RUNS, null)).rejects.toMatchObject(fault);
});

test('a page of a web server is no object', async () => {
  answer = () => PAGE;
  const fault = { fault: 'unavailable', code: 'something else answers' };
  await expect(client.get(FILE, 0, 100, null)).rejects.toMatchObject(fault);
  await expect(client.head(FILE)).rejects.toMatchObject(fault);
  await expect(client.replace(FILE, new Uint8Array(3))).rejects.toMatchObject(fault);
});

test('an object that was replaced is noticed in a store that ignores conditions', async () => {
  answer = () => ({ status: 200, headers: { ETag: '"new"' }, body: 'new content' });
  await expect(client.get(FILE, 0, 3, '"old"')).rejects.toMatchObject({ fault: 'replaced' });
  expect((await client.get(FILE, 0, 3, '"new"')).bytes).toEqual(Buffer.from('new'));
});

test('a key that is no text hides only itself', async () => {
  const keys = ['runs/%ff/', 'runs/a%20b%2Bc/'].map(
    (key) => `<CommonPrefixes><Prefix>${key}</Prefix></CommonPrefixes>`,
  );
  answer = () => ({
    status: 200,
    body: `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${keys.join('')}</ListBucketResult>`,
  });
  expect((await client.list(RUNS, null)).prefixes).toEqual(['', 'runs/a b+c/']);
});
