import { describe, expect } from 'vitest';
import { findings } from '../support/browser-axe';
import { jobLinks, mapsDrawn } from '../support/browser-pages';
import { makeShowcase, SHOWCASE_KEY } from '../support/browser-showcase';
import { testsOf } from '../support/browser-test';

/* The login page: what a browser without the token gets, and how to log in. */

const TOKEN = 'the-token-of-these-tests';
const test = testsOf(makeShowcase, ['--token', TOKEN]);
const REFUSED = [/401 \(Unauthorized\)/, /429 \(Too Many Requests\)/];

describe('the login page', () => {
  test('accepts the token by keyboard, and redirects to the requested page; a reload stays there', async ({
    visit,
  }) => {
    const address = `/jobs/${SHOWCASE_KEY}/saliency?type=TP`;
    const page = await visit(address, { expected: REFUSED });
    await page.getByRole('heading', { name: 'This server requires a token' }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('token');
    await page.keyboard.type('not the token');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').getByText('Wrong token.').waitFor();

    await page.keyboard.type(TOKEN);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Open');
    await page.keyboard.press('Enter');
    await mapsDrawn(page, 2);
    expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe(address);
    await page.reload();
    await mapsDrawn(page, 2);

    // No script of the page can read the cookie.
    expect(await page.evaluate(() => document.cookie)).not.toMatch(/salient-\d/);
    const [cookie] = (await page.context().cookies()).filter(({ name }) => /^salient-\d+$/.test(name));
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' });
  });

  test('is not shown for the printed URL, from which the token is removed', async ({ visit, salient }) => {
    expect(salient.token).toBe(TOKEN);
    const page = await visit(`/?token=${TOKEN}`);
    expect(new URL(page.url()).search).toBe('');
    await jobLinks(page).first().click();
    await mapsDrawn(page, 2);
  });

  test.for([
    { theme: 'light', language: 'en', width: 1440 },
    { theme: 'dark', language: 'zh', width: 390 },
  ])('gives axe nothing to find in $theme, $language, $width pixels wide', async (look, { visit }) => {
    const page = await visit('/', {
      viewport: { width: look.width, height: 800 },
      cookies: { 'salient-theme': look.theme, 'salient-language': look.language },
      expected: REFUSED,
    });
    const button = page.getByRole('button', { name: look.language === 'zh' ? '进入' : 'Open' });
    await button.waitFor();
    expect(await findings(page)).toEqual([]);
    await page.getByLabel(look.language === 'zh' ? '令牌' : 'Token').fill('wrong');
    await button.click();
    await page.getByRole('alert').waitFor();
    expect(await findings(page), 'with its error').toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(look.width);
    const ground = await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
    expect(ground).toBe(look.theme === 'dark' ? 'rgb(13, 14, 16)' : 'rgb(247, 247, 245)');
  });
});
