import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type DefaultProviderInit, defaultProvider } from '@aws-sdk/credential-provider-node';
import { pause, systemClock } from '../clock';
import type { ObjectClient, ObjectListing, ObjectStat } from './object-client';
import type { Counted, RequestCounts } from './request-counts';
import { notOfStore, storageErrorOf } from './s3-faults';
import { StorageError } from './storage';
import { type Place, pathOf } from './store-path';

/** How an S3-compatible store is reached. Credentials come from where the AWS SDK looks: environment, profile, web identity, instance. */
export interface S3Options {
  /** Null for that of AWS. */
  endpoint: string | null;
  /** Null for that of the environment or the profile. */
  region: string | null;
  /** Whether the bucket is in the path of URLs, and not in the host name. */
  pathStyle: boolean;
  /** Whether requests are not signed. */
  anonymous: boolean;
}

/** The SDK sends a request so often, with growing random pauses, where the store is busy or cannot be reached. */
const ATTEMPTS = 5;

/** So often a body is requested that does not arrive as a whole; pauses are random, up to the first times 2, 4 and so on; milliseconds. */
const BODY_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 100;

const CONNECT_MS = 5_000;
/** Without any byte, a request ends after this time, and is repeated. */
const SILENCE_MS = 10_000;
const MAX_SOCKETS = 64;

/** An endpoint without a region ignores it, but the signature needs one. */
const ANY_REGION = 'us-east-1';

/** Marks versions of objects that have no ETag: they cannot be asked for. */
const NO_ETAG = '~';

const COUNTED: Record<string, Counted> = {
  ListObjectsV2Command: 'list',
  HeadObjectCommand: 'head',
  GetObjectCommand: 'get',
  PutObjectCommand: 'put',
};

/** Requests to an S3-compatible store. */
export class S3ObjectClient implements ObjectClient {
  readonly #config: S3ClientConfig;
  readonly #counts: RequestCounts;
  #client: S3Client;

  constructor({ endpoint, region, pathStyle, anonymous }: S3Options, counts: RequestCounts) {
    this.#counts = counts;
    const connections = { keepAlive: true, maxSockets: MAX_SOCKETS };
    this.#config = {
      maxAttempts: ATTEMPTS,
      forcePathStyle: pathStyle,
      followRegionRedirects: true,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      // Files of a profile are read anew by each client.
      credentialDefaultProvider: (init: DefaultProviderInit) => defaultProvider({ ...init, ignoreCache: true }),
      requestHandler: {
        connectionTimeout: CONNECT_MS,
        socketTimeout: SILENCE_MS,
        httpAgent: new HttpAgent(connections),
        httpsAgent: new HttpsAgent(connections),
      },
    };
    if (endpoint !== null) this.#config.endpoint = endpoint;
    if (region !== null) this.#config.region = region;
    else if (endpoint !== null) this.#config.region = ANY_REGION;
    if (anonymous) {
      this.#config.credentials = { accessKeyId: '', secretAccessKey: '' };
      this.#config.signer = { sign: async (request) => request };
    }
    this.#client = this.#newClient();
  }

  #newClient(): S3Client {
    const client = new S3Client(this.#config);
    // Inside of the repetitions of the SDK, so each attempt is counted.
    client.middlewareStack.add(
      (next, { commandName }) =>
        (args) => {
          this.#counts.add(COUNTED[String(commandName)] ?? 'get');
          return next(args);
        },
      { step: 'deserialize', name: 'countRequests', priority: 'low' },
    );
    return client;
  }

  /** Makes requests for `place`. Credentials that were refused may be renewed meanwhile: the next request reads them again. Throws StorageError. */
  async #ask<T>(place: Place, request: (client: S3Client) => Promise<T>): Promise<T> {
    const client = this.#client;
    try {
      return await request(client);
    } catch (thrown) {
      const error = storageErrorOf(place, thrown);
      const fault = error instanceof StorageError ? error.fault : null;
      if (fault === 'refused' && this.#client === client) this.#client = this.#newClient();
      if (fault === 'unavailable') this.#counts.add('unanswered');
      throw error;
    }
  }

  async list(place: Place, next: string | null): Promise<ObjectListing> {
    const page = await this.#ask(place, (client) =>
      client.send(
        new ListObjectsV2Command({
          Bucket: place.bucket,
          Prefix: place.key === '' ? '' : `${place.key}/`,
          Delimiter: '/',
          EncodingType: 'url', // XML cannot hold every key
          ContinuationToken: next ?? undefined,
        }),
      ),
    );
    // A page of a web server, or of a store that took the request for another one, is parsed without an error.
    if (page.IsTruncated === undefined && page.Name === undefined) throw notOfStore(place);
    const decode = (key = '') => (page.EncodingType === 'url' ? decodeKey(key) : key);
    return {
      prefixes: (page.CommonPrefixes ?? []).map(({ Prefix }) => decode(Prefix)),
      objects: (page.Contents ?? []).map((object) => ({ key: decode(object.Key), ...statOf(object, object.Size) })),
      next: page.IsTruncated === true ? (page.NextContinuationToken ?? null) : null,
    };
  }

  async head(place: Place): Promise<ObjectStat> {
    const head = await this.#ask(place, (client) =>
      client.send(new HeadObjectCommand({ Bucket: place.bucket, Key: place.key })),
    );
    return objectStatOf(place, head, head.ContentLength);
  }

  async get(place: Place, start: number, end: number, version: string | null, into?: Uint8Array) {
    return this.#ask(place, async (client) => {
      for (let attempt = 1; ; attempt++) {
        try {
          return await this.#getOnce(client, place, start, end, version, into);
        } catch (error) {
          if (isRange(error)) return { bytes: new Uint8Array(0), stat: await this.head(place) };
          // An answer of the store is final: the SDK has repeated the request where that may help.
          if (error instanceof S3ServiceException || !isOfBody(error) || attempt === BODY_ATTEMPTS) throw error;
          await pause(systemClock, Math.random() * FIRST_PAUSE_MS * 2 ** attempt);
        }
      }
    });
  }

  async replace(place: Place, content: Uint8Array): Promise<void> {
    const command = new PutObjectCommand({ Bucket: place.bucket, Key: place.key, Body: content });
    try {
      const { ETag } = await this.#ask(place, (client) => client.send(command));
      if (ETag === undefined) throw notOfStore(place);
    } catch (error) {
      if (!(error instanceof StorageError) || error.fault === 'unavailable') throw error;
      throw new StorageError('not-written', error.path, error.code);
    }
  }

  async #getOnce(
    client: S3Client,
    place: Place,
    start: number,
    end: number,
    version: string | null,
    into?: Uint8Array,
  ) {
    const answer = await client.send(
      new GetObjectCommand({
        Bucket: place.bucket,
        Key: place.key,
        Range: `bytes=${start}-${end - 1}`,
        IfMatch: version === null || version.startsWith(NO_ETAG) ? undefined : version,
      }),
    );
    const body = await collected((answer.Body ?? Readable.from([])) as Readable, answer.ContentLength, into);
    this.#counts.add('bytes', body.length);
    const size = Number(/\/(\d+)$/.exec(answer.ContentRange ?? '')?.[1] ?? body.length);
    // A store that ignores ranges sends all.
    const bytes = answer.ContentRange === undefined ? body.slice(start, end) : body;
    const stat = objectStatOf(place, answer, size);
    // A store that ignores conditions sends what there is.
    if (version !== null && stat.version !== version) throw new StorageError('replaced', pathOf(place));
    return { bytes, stat };
  }
}

/** A body ended before its announced length. */
class CutBodyError extends Error {
  override readonly name = 'CutBodyError';
  /** As messages have it. */
  readonly code = 'an answer ended early';
}

/**
 * A body of `length` bytes, where that was announced, in `into` if they fit. Each chunk is copied into the result as it arrives, so that it can be
 * freed at once and less has to be collected. Throws CutBodyError if the body has more or fewer bytes.
 */
async function collected(body: Readable, length: number | undefined, into?: Uint8Array): Promise<Uint8Array> {
  try {
    if (length === undefined) return await buffer(body);
    const bytes = into && into.length >= length ? into.subarray(0, length) : new Uint8Array(length);
    let filled = 0;
    for await (const chunk of body) {
      bytes.set(chunk, filled);
      filled += chunk.length;
    }
    if (filled === length) return bytes;
  } catch {
    // It is cut, or longer.
  }
  throw new CutBodyError();
}

function isOfBody(error: unknown): boolean {
  return error instanceof CutBodyError;
}

/** Whether nothing of the object is in the range that was asked for. */
function isRange(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416;
}

/** As `statOf`. Throws StorageError if the answer is about no object, as a page of a web server. */
function objectStatOf(place: Place, answer: { ETag?: string; LastModified?: Date }, size?: number): ObjectStat {
  if (answer.ETag === undefined && answer.LastModified === undefined) throw notOfStore(place);
  return statOf(answer, size);
}

function statOf({ ETag, LastModified }: { ETag?: string; LastModified?: Date }, size = 0): ObjectStat {
  // Listings may be more exact than headers, which have whole seconds.
  const modified = Math.floor((LastModified?.getTime() ?? 0) / 1000) * 1000;
  return { size, modified, version: ETag ?? `${NO_ETAG}${size}-${modified}` };
}

/** Empty for a key that is no text, which is no key of S3, but of some stores: it is then not shown. */
function decodeKey(key: string): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return '';
  }
}
