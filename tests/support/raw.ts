import { connect } from 'node:net';

/* Requests as bytes, for what no HTTP client would send. */

const PATIENCE_MS = 20_000;

/** Sends bytes to a server and resolves to everything that it answers until it closes the connection; rejects where it does not. */
export function sendRaw(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(text, 'latin1'));
    socket.setEncoding('latin1').setTimeout(PATIENCE_MS, () => {
      socket.destroy(new Error(`The connection stays open after ${JSON.stringify(answer.slice(0, 500))}.`));
    });
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('error', reject).on('close', () => resolve(answer));
  });
}

/** The status of an answer, its headers in lower case (all values of each), and its body as it was sent. */
export function parseRaw(answer: string) {
  const [head, ...rest] = answer.split('\r\n\r\n');
  const [line, ...lines] = head.split('\r\n');
  const headers = new Map<string, string[]>();
  for (const text of lines) {
    const name = text.slice(0, text.indexOf(':')).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), text.slice(name.length + 1).trim()]);
  }
  return { status: Number(line.split(' ')[1]), headers, body: rest.join('\r\n\r\n') };
}
