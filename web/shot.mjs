/* shot.mjs [options] PAGE…: a picture of every page at 390 and 1440 pixels. A page is an address or a file.
 *   --out DIR (default shots)   --files DIR (default prototype)   --assets DIR (built files, shown under /static)
 *   --cookie NAME=VALUE (sign in, large=1)
 *   --dark   --large   --print   --no-js   --width N (instead of both) */
import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { chromium } from 'playwright-core';
import { options, serve } from './pages.mjs';

const opt = options(process.argv.slice(2), ['dark', 'large', 'print', 'no-js']);
const out = opt.out ?? 'shots';
const suffix = ['dark', 'large', 'print', 'no-js'].filter((k) => opt[k]).map((k) => '-' + k).join('');

function nameOf(page) {
  if (!page.startsWith('http')) return basename(page, '.html');
  const { pathname, search } = new URL(page);
  return (pathname + search).replace(/^\//, '').replace(/[^\w]+/g, '-') || 'index';
}

async function shoot(context, address, page, width) {
  const tab = await context.newPage();
  const wrong = [];
  tab.on('console', (m) => m.type() === 'error' && m.location().url !== address(page) && wrong.push(m.text())); // a 404 is a page too
  tab.on('pageerror', (e) => wrong.push(e.message));
  await tab.goto(address(page), { waitUntil: 'networkidle' });
  if (opt.large) await tab.evaluate(() => document.documentElement.classList.add('large'));
  if (opt.print) await tab.pdf({ path: join(out, `${nameOf(page)}.pdf`), preferCSSPageSize: true });
  else await tab.screenshot({ path: join(out, `${nameOf(page)}-${width}${suffix}.png`), fullPage: true });
  const over = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) wrong.push(`the page is ${over} px wider than the window`);
  await tab.close();
  wrong.forEach((w) => console.error(`${nameOf(page)} at ${width}: ${w}`));
  return wrong.length;
}

mkdirSync(out, { recursive: true });
const { address, close } = await serve(opt);
const browser = await chromium.launch({ executablePath: opt.chromium ?? '/usr/bin/chromium', args: ['--no-sandbox', '--lang=zh-CN'], env: { ...process.env, LANGUAGE: 'zh_CN' } });
let faults = 0;
for (const width of opt.width ? [Number(opt.width)] : opt.print ? [1440] : [390, 1440]) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: opt.dark ? 'dark' : 'light',
    javaScriptEnabled: !opt['no-js'],
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    extraHTTPHeaders: opt.cookie ? { cookie: opt.cookie } : {},
  });
  for (const page of opt.pages) faults += await shoot(context, address, page, width);
  await context.close();
}
await browser.close();
close();
process.exit(faults ? 1 : 0);
