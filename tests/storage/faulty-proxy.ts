import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { random } from '../support/random';

/** What a store was asked. */
export interface StoreRequest {
  kind: 'list' | 'head' | 'get' | 'other';
  path: string;
  query: string;
}

const BUSY =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>';

/** A proxy before a store. It notes all requests, and can be slow, refuse, and cut answers. */
export class FaultyProxy {
  readonly requests: StoreRequest[] = [];
  /** Milliseconds that each answer takes longer. */
  delay = 0;
  /** Shares of the requests that are answered with 503, and of the bodies that end in the middle. */
  refused = 0;
  cut = 0;
  /** Called before a request is passed on. */
  before: (request: StoreRequest) => Promise<void> = async () => {};
  readonly #chance = random(23);
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #url = '';

  /** @param target port of the store */
  constructor(readonly target: number) {}

  get url(): string {
    return this.#url;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    const address = this.#server.address();
    this.#url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Does what a reliable store does, and forgets the requests so far. */
  reset(): void {
    Object.assign(this, { delay: 0, refused: 0, cut: 0, before: async () => {} });
    this.requests.length = 0;
  }

  /** How many requests there were of each kind, since the last call. */
  counts(): Record<StoreRequest['kind'], number> {
    const counts = { list: 0, head: 0, get: 0, other: 0 };
    for (const { kind } of this.requests.splice(0)) counts[kind]++;
    return counts;
  }

  async #answer(from: IncomingMessage, to: ServerResponse): Promise<void> {
    const [path, query = ''] = (from.url ?? '').split('?');
    const isList = from.method === 'GET' && query.includes('list-type=2');
    const kind = isList ? 'list' : from.method === 'GET' ? 'get' : from.method === 'HEAD' ? 'head' : 'other';
    const noted: StoreRequest = { kind, path: decodeURIComponent(path), query };
    this.requests.push(noted);
    await this.before(noted);
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    if (kind !== 'other' && this.#chance() < this.refused) {
      from.resume();
      to.writeHead(503, { 'Content-Type': 'application/xml' }).end(kind === 'head' ? '' : BUSY);
      return;
    }
    const isCut = kind === 'get' && this.#chance() < this.cut;
    const passed = request(
      { host: '127.0.0.1', port: this.target, method: from.method, path: from.url, headers: from.headers },
      (answer) => {
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        if (!isCut) {
          answer.pipe(to);
          return;
        }
        const half = Number(answer.headers['content-length'] ?? 0) / 2;
        let sent = 0;
        answer.on('data', (chunk: Buffer) => {
          sent += chunk.length;
          if (sent < half) to.write(chunk);
          else to.destroy();
        });
        answer.on('end', () => to.destroy());
      },
    );
    passed.on('error', () => to.destroy());
    from.pipe(passed);
  }
}
