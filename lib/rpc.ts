import type { MessagePort, Worker } from 'node:worker_threads';

/*
 * Remote procedure calls between threads. A reply has the id of its request.
 *
 *   client                         server
 *     | -- { id, method, args } -->  |
 *     | <-- { id, value | error } -- |
 *     | <-- { event } -------------- |      at any time
 */
type Port = Pick<MessagePort | Worker, 'postMessage'> & {
  on(event: 'message', listener: (message: unknown) => void): unknown;
};

interface Request {
  id: number;
  method: string;
  args: unknown[];
}

type Reply = { id: number; value: unknown } | { id: number; error: SerializedError } | { event: unknown };

interface SerializedError {
  name: string;
  message: string;
  /** That of a StorageError. */
  fault?: unknown;
}

/** An error that was thrown on the other thread, with its original `name`, and the `fault` of a StorageError. */
export class RemoteError extends Error {
  readonly fault: unknown;
  constructor({ name, message, fault }: SerializedError) {
    super(message);
    this.name = name;
    this.fault = fault;
  }
}

/** Methods that can be called from another thread. */
export type Service<S> = { [M in keyof S]: (...args: never[]) => Promise<unknown> };

/** Serves the methods of `service` at `port`; returns a function that sends an event to the client. */
export function serve<S extends Service<S>>(port: Port, service: S): (event: unknown) => void {
  port.on('message', async (message) => {
    const { id, method, args } = message as Request;
    try {
      const call = service[method as keyof S] as unknown as (...args: unknown[]) => Promise<unknown>;
      port.postMessage({ id, value: await call.apply(service, args) } satisfies Reply);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      const fault = error instanceof Error && 'fault' in error ? error.fault : undefined;
      port.postMessage({ id, error: { name, message, fault } } satisfies Reply);
    }
  });
  return (event) => port.postMessage({ event } satisfies Reply);
}

/** The client of `serve`. */
export class RpcClient<S extends Service<S>> {
  #nextId = 0;
  readonly #pending = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

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
      const call = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if ('error' in reply) call?.reject(new RemoteError(reply.error));
      else call?.resolve(reply.value);
    });
  }

  call<M extends keyof S & string>(method: M, ...args: Parameters<S[M]>): ReturnType<S[M]> {
    const id = this.#nextId++;
    const answer = new Promise<unknown>((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.port.postMessage({ id, method, args } satisfies Request);
    return answer as ReturnType<S[M]>;
  }

  /** Rejects all pending calls. */
  fail(error: Error): void {
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
  }
}
