/* Access, the login page: a single response without further requests, so that nothing else has to be public. It has no script. */
import { randomBytes } from 'node:crypto';
import { chooseLocale } from '../i18n/choose.js';
import { frameAncestors as framing } from './framing.js';
import { cookieValues } from './offer.js';

/**
 * @typedef {object} LoginLooks
 * @property {string} palette CSS: the colours of both themes
 * @property {string} font a WOFF2 file, base64
 * @property {string} logo a `data:` URL of an image
 * @property {Record<string, Record<string, string>>} texts by language
 * @typedef {object} LoginState
 * @property {string} action URL to which the form is sent
 * @property {string} next URL to open after the login
 * @property {{ outcome: string, seconds?: number }} finding
 * @property {string | undefined} cookies the Cookie header, for language and theme
 * @property {string | null} acceptLanguage
 * @property {readonly string[]} frameAncestors origins of other sites that may show the page in a frame
 */

const CSS = `
@font-face { font-family: "Inter"; font-weight: 100 900; src: url("data:font/woff2;base64,FONT") format("woff2"); }
* { box-sizing: border-box; }
html { background: var(--page); color: var(--ink); -webkit-font-smoothing: antialiased; }
body { margin: 0; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  font: 13px/1.5 "Inter", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; }
main { width: 100%; max-width: 380px; }
.mark { display: flex; align-items: center; gap: 10px; font-size: 14px; font-weight: 600; margin: 0 0 20px; }
.mark img { width: 22px; height: 22px; border-radius: 5px; }
form { background: var(--panel); border: 1px solid var(--line); border-radius: 8px; padding: 24px; }
h1 { font-size: 17px; line-height: 1.35; font-weight: 600; margin: 0 0 6px; letter-spacing: -0.01em; }
p { margin: 0; }
.help { color: var(--muted); margin-bottom: 20px; }
code { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: 12px; color: var(--ink);
  background: var(--well); border-radius: 4px; padding: 1px 4px; white-space: nowrap; }
label { display: block; font-weight: 500; margin-bottom: 6px; }
input { width: 100%; height: 36px; padding: 0 10px; font: inherit; color: inherit; background: var(--page);
  border: 1px solid var(--faint); border-radius: 5px; }
input[aria-invalid="true"] { border-color: var(--bad); }
.bad { color: var(--bad); margin-top: 8px; }
button { width: 100%; height: 36px; margin-top: 16px; font: inherit; font-weight: 600; cursor: pointer;
  color: var(--on-accent); background: var(--accent); border: 0; border-radius: 5px; }
button:hover { opacity: 0.9; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
`;

/** @param {string} text */
const escapeHtml = (text) => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** A sentence as HTML, with text in backticks as code. @param {string} text */
const prose = (text) => escapeHtml(text).replace(/`([^`]*)`/g, '<code>$1</code>');

/**
 * The login page in the language and theme selected before, else those of the browser.
 *
 * @param {LoginLooks} looks @param {LoginState} state
 * @returns {{ html: string, headers: Record<string, string> }}
 */
export function loginPage(looks, { action, next, finding, cookies, acceptLanguage, frameAncestors }) {
  const [language] = cookieValues(cookies, 'salient-language');
  const locale = chooseLocale(language, acceptLanguage);
  const texts = looks.texts[locale];
  const [theme] = cookieValues(cookies, 'salient-theme');
  const themeAttribute = theme === 'light' || theme === 'dark' ? ` data-theme="${theme}"` : '';
  const error =
    finding.outcome === 'wrong'
      ? texts.wrong
      : finding.outcome === 'wait'
        ? texts.wait.replace('{seconds}', String(finding.seconds))
        : null;
  const invalid = error === null ? '' : ' aria-invalid="true"';
  const nonce = randomBytes(16).toString('base64');
  const html = `<!DOCTYPE html>
<html lang="${locale === 'zh' ? 'zh-Hans' : 'en'}"${themeAttribute}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(texts.title)} · Salient</title>
<link rel="icon" href="${looks.logo}">
<style nonce="${nonce}">${looks.palette}${CSS.replace('FONT', looks.font)}</style>
</head>
<body>
<main>
<p class="mark"><img src="${looks.logo}" alt="">Salient</p>
<form method="post" action="${escapeHtml(action)}">
<h1>${escapeHtml(texts.title)}</h1>
<p class="help" id="help">${prose(texts.help)}</p>
<input type="hidden" name="next" value="${escapeHtml(next)}">
<label for="token">${escapeHtml(texts.token)}</label>
<input id="token" name="token" type="password" required autofocus autocomplete="current-password" spellcheck="false" aria-describedby="${error === null ? 'help' : 'error help'}"${invalid}>
${error === null ? '' : `<p class="bad" id="error" role="alert">${escapeHtml(error)}</p>\n`}<button>${escapeHtml(texts.open)}</button>
</form>
</main>
</body>
</html>
`;
  const policy = [
    "default-src 'none'",
    `style-src 'nonce-${nonce}'`,
    'font-src data:',
    'img-src data:',
    "form-action 'self'",
    "base-uri 'none'",
    framing(frameAncestors),
  ];
  return {
    html,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': policy.join('; '),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
    },
  };
}
