process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
const { chromium } = await import('playwright-core');
const { default: packaged } = await import('@sparticuz/chromium');
const browser = await chromium.launch({ executablePath: await packaged.executablePath(), args: ['--no-sandbox', '--disable-gpu'] });
const [, , base, ...shots] = process.argv;
for (const shot of shots) {
  const [name, address, w, h, theme, lang] = shot.split('|');
  const context = await browser.newContext({ viewport: { width: Number(w), height: Number(h) }, reducedMotion: 'reduce', colorScheme: theme || 'light', locale: lang || 'en-GB' });
  const page = await context.newPage();
  page.on('console', (m) => m.type() === 'error' && console.log(name, m.text()));
  page.on('pageerror', (e) => console.log(name, e.stack));
  await page.goto(base + address);
  await page.waitForTimeout(2500);
  await page.screenshot({ path: `/tmp/sp-${name}.png`, fullPage: process.env.FULL === '1' });
  await context.close();
}
await browser.close();
