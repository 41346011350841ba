import type { MessagePort, Worker } from 'node:worker_threads';

/*
 * Calls from one thread to another: a request carries a number, the answer carries it back.
 *
 *   client                         server
 *     | -- { id, method, args } -->  |
 *     | <-- { id, value | error } -- |
 *     | <-- { event } -------------- |      whenever the server has news
 */
type Port = Pick<MessagePort | Worker, 'postMessage'> & {
  on(event: 'message', listener: (message: unknown) => void): unknown;
};

interface Request {
  id: number;
  method: string;
  args: unknown[];
}

type Reply = { id: number; value: unknown } | { id: number; error: CarriedError } | { event: unknown };

interface CarriedError {
  name: string;
  message: string;
}

/** An error that was thrown on the other side of a port; `name` is the one it had there. */
export class RemoteError extends Error {
  constructor({ name, message }: CarriedError) {
    super(message);
    this.name = name;
  }
}

/** Methods that can be called from another thread. */
export type Service<S> = { [M in keyof S]: (...args: never[]) => Promise<unknown> };

/** Answers the requests that come in at `port` with the methods of `service`; returns a function that sends an event. */
export function serve<S extends Service<S>>(port: Port, service: S): (event: unknown) => void {
  port.on('message', async (message) => {
    const { id, method, args } = message as Request;
    try {
      const call = service[method as keyof S] as unknown as (...args: unknown[]) => Promise<unknown>;
      port.postMessage({ id, value: await call.apply(service, args) } satisfies Reply);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      port.postMessage({ id, error: { name, message } } satisfies Reply);
    }
  });
  return (event) => port.postMessage({ event } satisfies Reply);
}

/** The calling side of `serve`. */
export class RpcClient<S extends Service<S>> {
  #nextId = 0;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

  constructor(
    readonly port: Port,
    onEvent: (event: unknown) => void,
  ) {
    port.on('message', (message) => {
      const reply = message as Reply;
      if ('event' in reply) {
        onEvent(reply.event);
        return;
      }
      const call = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('error' in reply) call?.reject(new RemoteError(reply.error));
      else call?.resolve(reply.value);
    });
  }

  call<M extends keyof S & string>(method: M, ...args: Parameters<S[M]>): ReturnType<S[M]> {
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    this.port.postMessage({ id, method, args } satisfies Request);
    return answer as ReturnType<S[M]>;
  }

  /** Rejects every call that has no answer yet. */
  fail(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
