/* axe.mjs [options] PAGE…: runs axe-core on every page at both widths, light and dark, and fails on any finding.
 *   --assets DIR   --cookie NAME=VALUE   as in shot.mjs */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { options, serve } from './pages.mjs';

const opt = options(process.argv.slice(2), []);
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const { address, close } = await serve(opt);
const browser = await chromium.launch({ executablePath: opt.chromium ?? '/usr/bin/chromium', args: ['--no-sandbox'] });

async function check(context, page, where) {
  const tab = await context.newPage();
  await tab.goto(address(page), { waitUntil: 'networkidle' });
  await tab.evaluate(axe); /* evaluate, not a script tag: the page's policy stays on */
  const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  for (const v of violations) {
    console.error(`${page} (${where}): ${v.id}: ${v.help}`);
    v.nodes.slice(0, 5).forEach((n) => console.error(`    ${n.target.join(' ')}  ${n.any[0]?.message ?? ''}`));
  }
  await tab.close();
  return violations.length;
}

let found = 0;
for (const width of [390, 1440])
  for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, extraHTTPHeaders: opt.cookie ? { cookie: opt.cookie } : {} });
    for (const page of opt.pages) found += await check(context, page, `${width} ${colorScheme}`);
    await context.close();
  }
await browser.close();
close();
console.log(`${opt.pages.length} pages, ${found} findings`);
process.exit(found ? 1 : 0);
