process.env.AWS_LAMBDA_JS_RUNTIME='nodejs20.x';
const { chromium } = await import('playwright-core');
const { default: bin } = await import('@sparticuz/chromium');
const browser = await chromium.launch({ executablePath: await bin.executablePath(), args: ['--no-sandbox','--disable-gpu'] });
const [,, url, out, w='1440', h='900', theme='dark', wait='2500', lang='en', ...acts] = process.argv;
const page = await browser.newPage({ viewport: { width: +w, height: +h }, colorScheme: theme, locale: lang });
page.on('console', m => ['error','warning'].includes(m.type()) && console.log('CONSOLE', m.text().slice(0,400)));
page.on('pageerror', e => console.log('PAGEERROR', e.message.slice(0,400)));
await page.goto(url);
await page.waitForTimeout(+wait);
for (const a of acts) { const [k, v] = a.split('='); if (k==='click') await page.click(v); else if (k==='key') await page.keyboard.press(v); else if (k==='snap') console.log(await page.locator(v).ariaSnapshot()); await page.waitForTimeout(1200); }
await page.screenshot({ path: out, fullPage: acts.includes('full=1') });
await browser.close();
