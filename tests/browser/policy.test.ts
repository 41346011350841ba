import { describe, expect } from 'vitest';
import { makeShowcase, SHOWCASE_KEY } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* Every page has a Content-Security-Policy that only allows scripts with the nonce of the same response. */

const test = testsOf(makeShowcase);

const PAGES: [address: string, status: number][] = [
  ['/', 200],
  [`/jobs/${SHOWCASE_KEY}/saliency`, 200],
  [`/jobs/${SHOWCASE_KEY}/samples/18`, 200],
  [`/jobs/${SHOWCASE_KEY}/evaluation`, 200],
  ['/nowhere', 404],
  ['/jobs/no_such_job/saliency', 404],
  [`/jobs/${SHOWCASE_KEY}/samples/4711`, 404],
];

/** The directives of a policy, by name. */
function directivesOf(policy: string): Map<string, string[]> {
  return new Map(
    policy.split(';').map((directive) => {
      const [name, ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

async function ask(url: string): Promise<{ status: number; scripts: string[]; html: string; headers: Headers }> {
  const response = await fetch(url, { headers: { Accept: 'text/html' } });
  const html = await response.text();
  return { status: response.status, scripts: html.match(/<script\b[^>]*>/g) ?? [], html, headers: response.headers };
}

describe('the policy', () => {
  test.for(PAGES)('of %s contains a nonce, and no unsafe source', async ([address, expected], { salient }) => {
    const { status, scripts, html, headers } = await ask(salient.url + address);
    expect(status).toBe(expected);
    const policy = directivesOf(headers.get('content-security-policy') ?? '');
    const sources = policy.get('script-src') ?? [];
    const [nonce] = sources.flatMap((source) => /^'nonce-([\w+/=-]{16,})'$/.exec(source)?.[1] ?? []);
    expect(nonce).toBeDefined();
    expect(sources).toContain("'strict-dynamic'");
    for (const unsafe of ["'unsafe-inline'", "'unsafe-eval'", 'data:', 'http:', 'https:', '*']) {
      expect(sources).not.toContain(unsafe);
    }
    expect(policy.get('default-src')).toEqual(["'self'"]);
    expect(policy.get('style-src')).not.toContain("'unsafe-inline'");
    for (const closed of ['object-src', 'base-uri']) expect(policy.get(closed)).toEqual(["'none'"]);
    expect(policy.get('frame-ancestors')).toEqual(["'self'"]);

    expect(scripts.length).toBeGreaterThan(3);
    expect(scripts.filter((script) => !script.includes(`nonce="${nonce}"`))).toEqual([]);
    expect(html.match(/<style\b[^>]*>/g)?.filter((style) => !style.includes(`nonce="${nonce}"`)) ?? []).toEqual([]);
    expect(html).not.toMatch(/<[a-z]+\b[^>]*\son\w+=/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  test('has a new nonce in every response', async ({ salient }) => {
    const answers = await Promise.all([1, 2, 3].map(() => ask(`${salient.url}/`)));
    const nonces = answers.map(({ scripts }) => /nonce="([^"]+)"/.exec(scripts[0])?.[1]);
    expect(new Set(nonces).size).toBe(3);
  });

  test('blocks an event handler injected into the page', async ({ visit }) => {
    const page = await visit('/', { expected: [/script-src/, /404 \(Not Found\)/] });
    const title = await page.evaluate(async () => {
      document.body.insertAdjacentHTML('beforeend', '<img src="/nothing" onerror="document.title = \'foreign\'">');
      await new Promise((resolve) => document.body.lastElementChild?.addEventListener('error', resolve));
      return document.title;
    });
    expect(title).toBe('Salient');
  });
});
