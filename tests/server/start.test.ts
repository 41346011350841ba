import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { freePort } from '../proxy/proxies';

const COMMAND = fileURLToPath(new URL('../../bin/salient.js', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures', import.meta.url));
/** Between two requests: dozens arrive within the second in which the server gets ready. */
const PAUSE_MS = 10;

test('every request is answered from the moment the port is open', async ({ onTestFinished }) => {
  const port = await freePort();
  const args = [COMMAND, FIXTURES, '--port', String(port), '--no-token', '--cache-size', '0'];
  const server = spawn(process.execPath, args, { stdio: 'ignore' });
  onTestFinished(() => void server.kill('SIGKILL'));
  const ask = async () => {
    try {
      const { status } = await fetch(`http://127.0.0.1:${port}/api/jobs`, { signal: AbortSignal.timeout(20_000) });
      return status;
    } catch (error) {
      return (error as Error).name === 'TimeoutError' ? 'no answer' : 'no connection';
    }
  };
  const answers: ReturnType<typeof ask>[] = [];
  let isAnswered = false;
  while (!isAnswered) {
    const answer = ask();
    answers.push(answer);
    void answer.then((how) => {
      isAnswered ||= how !== 'no connection';
    });
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  const connected = (await Promise.all(answers)).filter((how) => how !== 'no connection');
  expect(connected).toEqual(connected.map(() => 200));
});
