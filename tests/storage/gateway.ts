import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import pLimit from 'p-limit';
import { freePort } from '../proxy/proxies';
import { FaultyProxy } from './faulty-proxy';

export const BUCKET = 'runs';
export const ACCESS_KEY = 'the-access-key-of-tests';
export const SECRET = 'the-secret-of-these-tests';

/** A real object store behind a proxy, with one empty bucket. */
export interface Gateway {
  proxy: FaultyProxy;
  /** The directory in which it keeps the objects of the bucket, each as a file. */
  files: string;
  /** For other requests, past the proxy. */
  client: S3Client;
  /** Puts an object, past the proxy. @param age seconds since it was put */
  put(key: string, content: Uint8Array | string, age?: number): Promise<void>;
  /** Puts all files below a directory. */
  putDirectory(directory: string, prefix: string): Promise<void>;
  /** Deletes an object, past the proxy. */
  remove(key: string): Promise<void>;
  /** Kills the store; its objects stay. */
  kill(): Promise<void>;
  /** Starts it again. */
  revive(): Promise<void>;
  stop(): Promise<void>;
}

export async function startGateway(): Promise<Gateway> {
  const home = await mkdtemp(join(tmpdir(), 'salient-gateway-'));
  const port = await freePort();
  const files = join(home, 'files');
  await mkdir(files);
  const start = () =>
    spawn(
      process.env.SALIENT_VERSITYGW ?? 'versitygw',
      ['--access', ACCESS_KEY, '--secret', SECRET, '--port', `127.0.0.1:${port}`, '--quiet', 'posix', files],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
  let server = start();
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true'; // it is pinned to a version that runs on Node 20
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 40, // it takes a moment to start
    credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET },
  });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const kill = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    if (!server.kill('SIGKILL')) return; // it has ended before
    await ended;
  };
  const proxy = new FaultyProxy(port);
  await proxy.start();
  const put: Gateway['put'] = async (key, content, age) => {
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content }));
    const time = Date.now() / 1000 - (age ?? 0);
    if (age !== undefined) await utimes(join(files, BUCKET, key), time, time);
  };
  const limit = pLimit(8);
  return {
    proxy,
    files: join(files, BUCKET),
    client,
    put,
    async putDirectory(directory, prefix) {
      const entries = await readdir(directory, { recursive: true, withFileTypes: true });
      const paths = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
      await Promise.all(
        paths.map((path) => limit(async () => put(`${prefix}/${relative(directory, path)}`, await readFile(path)))),
      );
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
    },
    kill,
    async revive() {
      server = start();
      await client.send(new HeadBucketCommand({ Bucket: BUCKET }));
    },
    async stop() {
      await proxy.stop();
      client.destroy();
      await kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}
