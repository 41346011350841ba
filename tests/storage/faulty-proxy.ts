import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { random } from '../support/random';

/** What a store was asked. */
export interface StoreRequest {
  kind: 'list' | 'head' | 'get' | 'other';
  method: string;
  path: string;
  query: string;
  isSigned: boolean;
}

/** An answer of a store that refuses a request. */
export interface Refusal {
  status: number;
  code: string;
}

const BUSY: Refusal = { status: 503, code: 'SlowDown' };

/** A proxy before a store. It notes all requests, and can be slow, refuse, cut answers, and change listings. */
export class FaultyProxy {
  readonly requests: StoreRequest[] = [];
  /** Milliseconds that each answer takes longer. */
  delay = 0;
  /** Shares of the requests that are answered with 503, and of the bodies that end in the middle. */
  refused = 0;
  cut = 0;
  /** Called before a request is passed on. */
  before: (request: StoreRequest) => Promise<void> = async () => {};
  /** How a request is refused; null if it is passed on. */
  refusal: (request: StoreRequest) => Refusal | null = () => null;
  /** Changes the XML of a listing. */
  listing: (xml: string) => string = (xml) => xml;
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
    Object.assign(this, { refusal: () => null, listing: (xml: string) => xml });
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
    const isSigned = from.headers.authorization !== undefined;
    const noted: StoreRequest = { kind, method: from.method ?? '', path: decodeURIComponent(path), query, isSigned };
    this.requests.push(noted);
    await this.before(noted);
    if (this.delay > 0) await new Promise((resolve) => setTimeout(resolve, this.delay));
    const isBusy = kind !== 'other' && this.#chance() < this.refused;
    const refusal = isBusy ? BUSY : this.refusal(noted);
    if (refusal !== null) {
      const { status, code } = refusal;
      const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>No.</Message></Error>`;
      from.resume();
      to.writeHead(status, { 'Content-Type': 'application/xml' }).end(kind === 'head' ? '' : body);
      return;
    }
    const isCut = kind === 'get' && this.#chance() < this.cut;
    const passed = request(
      { host: '127.0.0.1', port: this.target, method: from.method, path: from.url, headers: from.headers },
      async (answer) => {
        if (isList) {
          const { 'content-length': _, ...headers } = answer.headers;
          to.writeHead(answer.statusCode ?? 500, headers).end(this.listing(await text(answer)));
          return;
        }
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
    from.on('close', () => {
      if (!from.complete) passed.destroy();
    });
    from.pipe(passed);
  }
}
