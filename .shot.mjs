process.env.AWS_LAMBDA_JS_RUNTIME='nodejs20.x';
const chromium=(await import('@sparticuz/chromium')).default; const {chromium:pw}=await import('playwright-core');
const b=await pw.launch({executablePath:await chromium.executablePath(),args:['--no-sandbox','--disable-gpu']});
// args: name url width height scheme [action]
const jobs=JSON.parse(process.argv[2]);
for(const {name,url,w=1440,h=900,dark=false,full=false,act=[],lang}of jobs){
 const c=await b.newContext({viewport:{width:w,height:h},colorScheme:dark?'dark':'light',locale:lang??'en-GB',reducedMotion:'reduce'});
 const p=await c.newPage(); p.on('pageerror',e=>console.log(name,'ERR',e.message)); p.on('console',m=>m.type()==='error'&&console.log(name,m.text()));
 await p.goto('http://127.0.0.1:4150'+url,{waitUntil:'networkidle'}); await p.waitForTimeout(600);
 for(const [k,...a] of act){ if(k==='click') await p.getByRole(a[0],{name:a[1],exact:a[2]??false}).first().click(); if(k==='hover') await p.locator(a[0]).first().hover(); if(k==='wait') await p.waitForTimeout(a[0]); if(k==='eval') console.log(name,JSON.stringify(await p.evaluate(a[0]))); if(k==='focus') await p.locator(a[0]).first().focus(); if(k==='key') await p.keyboard.press(a[0]);}
 await p.waitForTimeout(300);
 await p.screenshot({path:`/tmp/tshots/${name}.png`,fullPage:full}); await c.close();
}
await b.close();
