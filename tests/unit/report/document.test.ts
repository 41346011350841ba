import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundled } from '../../../bin/make-report.js';
import { SCRIPT, STYLE } from '../../../components/report/document/assets';
import { html, nameHtml } from '../../../components/report/document/html';
import { hashOf } from '../../../components/report/document/page';

/** Names that have broken pages elsewhere. */
const HOSTILE = [
  '</script><script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '<!--',
  ']]>',
  '&lt;',
  '\u202egnp.exe',
  'a\u0000b\u0085c\u009bd\u001be',
];

describe('a template', () => {
  test.each(HOSTILE)('takes %j as text, in content and in attributes', (text) => {
    const made = html`<p title="${text}">${text}${nameHtml(text)}</p>`.text;
    const [, title, content] = /^<p title="([^"]*)">([^<]*)<bdi>[^<]*<\/bdi><\/p>$/.exec(made) ?? [];
    expect(title).toBe(content);
    const decoded = content.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    expect(decoded.replace(/\ufffd/g, '')).toBe(
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are replaced
      text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ''),
    );
  });

  test('leaves nothing of any text that a parser of HTML would act on', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: these are replaced
        expect(html`${text}`.text).not.toMatch(/[<>"'\u0000\u0080-\u009f]|&(?!#\d+;)/);
      }),
    );
  });

  test('joins lists, and leaves out what is nothing', () => {
    expect(html`<p>${['a', html`<b>${1}</b>`, null, undefined, false, ['<']]}</p>`.text).toBe('<p>a<b>1</b>&#60;</p>');
  });
});

test('the script and the style match their sources (otherwise run `npm run report:assets`)', async () => {
  const kept = readFileSync(new URL('../../../components/report/document/assets.ts', import.meta.url), 'utf8');
  expect(kept === (await bundled())).toBe(true);
  expect(/<\/script|\bfetch\(|XMLHttpRequest|WebSocket|\beval\(|import\(|\bprocess\./i.test(SCRIPT)).toBe(false);
  expect(/<\/style|@import|url\(/i.test(STYLE)).toBe(false);
});

test('a hash is that of the Content-Security-Policy', async () => {
  const expected = createHash('sha256').update('p { color: red } ♥').digest('base64');
  expect(await hashOf('p { color: red } ♥')).toBe(`sha256-${expected}`);
});
