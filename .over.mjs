process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs20.x';
const { chromium } = await import('playwright-core');
const { default: packaged } = await import('@sparticuz/chromium');
const browser = await chromium.launch({ executablePath: await packaged.executablePath(), args: ['--no-sandbox', '--disable-gpu'] });
const [, , url, w] = process.argv;
const page = await browser.newPage({ viewport: { width: Number(w), height: 900 } });
await page.goto(url);
await page.waitForTimeout(2500);
console.log(await page.evaluate(() => {
  const max = document.documentElement.clientWidth;
  return [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > max + 1).slice(0, 40).map((e) => `${e.tagName} ${e.className.toString().slice(0, 80)} ${Math.round(e.getBoundingClientRect().right)}`);
}));
await page.screenshot({ path: '/tmp/sp-over.png', fullPage: true });
await browser.close();
