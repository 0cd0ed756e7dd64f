/* test/e2e/shots.mjs ZHIBU [WHO…]: signs in, finds the pages that a person of that duty comes to, hands them to web/shot.mjs. */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { Site } from '../harness/site.mjs';

const [zhibu, ...wanted] = process.argv.slice(2);
const site = new Site(zhibu).make();
await site.start();

async function signIn({ login, password }) {
  const cookies = new Map();
  const take = (answer) => answer.headers.getSetCookie().forEach((c) => cookies.set(...c.split(';')[0].split(/=(.*)/s).slice(0, 2)));
  const cookie = () => [...cookies].map(([n, v]) => `${n}=${v}`).join('; ');
  const page = await fetch(`${site.address}/login`);
  take(page);
  const form_token = /name="form_token" value="([0-9a-f]+)"/.exec(await page.text())[1];
  const body = new URLSearchParams({ login, password, form_token });
  take(await fetch(`${site.address}/login`, { method: 'POST', body, redirect: 'manual', headers: { cookie: cookie() } }));
  return cookie();
}

/* Every address of this site that can be reached in two steps; of a thousand that differ by an id, the first. */
async function pagesOf(cookie) {
  const known = new Map([['/', '/']]);
  for (const depth of [0, 1, 2])
    for (const path of [...known.values()]) {
      const answer = await fetch(site.address + path, { headers: { cookie } });
      if (!/html/.test(answer.headers.get('content-type') ?? '') || depth === 2) continue;
      for (const [, href] of (await answer.text()).matchAll(/href="(\/[^"#]*)"/g)) {
        const plain = href.replaceAll('&amp;', '&');
        const kind = plain.replace(/\d+/g, ':id').replace(/=[^&]*/g, '');
        if (!/^\/static|\.(csv|xlsx|json)/.test(plain) && !known.has(kind)) known.set(kind, plain);
      }
    }
  return [...known.values()];
}

let status = 0;
function shoot(out, pages, cookie) {
  mkdirSync(out, { recursive: true });
  const words = ['web/shot.mjs', '--out', out, ...(cookie ? ['--cookie', cookie] : []), ...pages.map((p) => site.address + p)];
  status |= spawnSync('node', words, { stdio: 'inherit' }).status ? 1 : 0;
}
for (const who of wanted.length ? wanted : ['orgdept', 'organizer', 'secretary', 'member']) {
  const cookie = await signIn(site.logins[who]);
  const pages = await pagesOf(cookie);
  console.log(`${who}: ${pages.join(' ')}`);
  shoot(`shots/${who}`, pages, cookie);
}
shoot('shots/guest', ['/login', '/nothing']);
await site.stop();
site.remove();
process.exit(status);
