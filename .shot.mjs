process.env.AWS_LAMBDA_JS_RUNTIME='nodejs20.x';
const { chromium: core } = await import('playwright-core');
const chromium = (await import('@sparticuz/chromium')).default;
const browser = await core.launch({ executablePath: await chromium.executablePath(), args: ['--no-sandbox','--disable-gpu', ...chromium.args.filter(a=>false)] });
const jobs = JSON.parse(process.argv[2]);
for (const { url, out, w=1440, h=900, dark=false, act, full=false } of jobs) {
  const page = await browser.newPage({ viewport: { width: w, height: h }, colorScheme: dark ? 'dark' : 'light' });
  page.on('console', m => { if (m.type()==='error') console.log(out, 'console:', m.text()); });
  page.on('pageerror', e => console.log(out, 'error:', e.message));
  await page.goto('http://127.0.0.1:4101' + url, { waitUntil: 'networkidle' });
  if (act) await eval(`(async()=>{${act}})()`);
  await page.waitForTimeout(700);
  await page.screenshot({ path: `/tmp/th-${out}.png`, fullPage: full });
  await page.close();
}
await browser.close();
