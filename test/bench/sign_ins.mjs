/*
 * test/bench/sign_ins.mjs ZHIBU [ADMIN_DATABASE] [quick]: how much a member's page slows down while 1,000 people a minute
 * sign in. Pairs of runs in turn, one without and one with them; prints one line of the table of docs/benchmarks.md.
 */
import { spawn } from 'node:child_process';
import { Site } from '../harness/site.mjs';

const [zhibu, ...rest] = process.argv.slice(2);
const quick = rest.includes('quick');
const database = rest.find((word) => word.startsWith('postgresql:'));
const PAIRS = quick ? 3 : 7, SECONDS = quick ? 3 : 8, A_MINUTE = 1000;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const site = new Site(zhibu, { database });

async function signIn({ login, password }) {
  const answer = await fetch(`${site.address}/login.json`, { method: 'POST', body: JSON.stringify({ login, password }), headers: { 'content-type': 'application/json' } });
  const text = await answer.text();
  if (answer.status !== 200) console.error(text);
  return answer;
}

/* Readers who ask for one page after another: what each of them waits on average. */
function read(cookie, readers) {
  return new Promise((done, fail) => {
    let text = '';
    const child = spawn('wrk', ['-t1', `-c${readers}`, `-d${SECONDS}s`, '-H', `Cookie: ${cookie}`, `${site.address}/me`], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (part) => (text += part));
    child.on('exit', (code) => {
      if (code || /Non-2xx/.test(text)) fail(new Error(text));
      else done({ mean: (readers * 1e6) / Number(/Requests\/sec:\s+([\d.]+)/.exec(text)[1]) });
    });
  });
}

/* As they come on a Monday: one every sixty milliseconds, whether the last one is done or not. */
function crowd(logins) {
  const waits = [], under_way = [];
  let refused = 0, n = 0;
  const timer = setInterval(() => {
    const begun = performance.now();
    under_way.push(signIn(logins[n++ % logins.length]).then((a) => { waits.push(performance.now() - begun); refused += a.status !== 200; }));
  }, 60000 / A_MINUTE);
  return async () => {
    clearInterval(timer);
    await Promise.all(under_way);
    return { n, refused, wait: median(waits) };
  };
}

async function compare(cookie, readers) {
  const ratios = [], alone = [], beside = [], waits = [];
  let refused = 0, n = 0;
  await read(cookie, readers);
  for (let i = 0; i < PAIRS; i++) {
    const without = await read(cookie, readers);
    const end = crowd([site.logins.member, site.logins.secretary]);
    const with_them = await read(cookie, readers);
    const them = await end();
    ratios.push(with_them.mean / without.mean);
    alone.push(without.mean);
    beside.push(with_them.mean);
    waits.push(them.wait);
    refused += them.refused;
    n += them.n;
    console.error(`${readers} readers: ${without.mean.toFixed(0)} µs alone, ${with_them.mean.toFixed(0)} µs beside ${them.n} sign-ins (${them.wait.toFixed(0)} ms each, ${them.refused} refused)`);
  }
  const value = median(ratios);
  console.log(`| a member's page for ${readers} readers beside 1,000 sign-ins a minute, ${database ? 'PostgreSQL' : 'SQLite'} | ${value.toFixed(2)}${value > 1.1 ? ' **missed**' : ''} | ≤ 1.10 | ${median(beside).toFixed(0)} µs, alone ${median(alone).toFixed(0)} µs; ${n} sign-ins of ${median(waits).toFixed(0)} ms, ${refused} refused |`);
}

site.make();
await site.start();
try {
  const cookie = (await signIn(site.logins.member)).headers.getSetCookie().map((c) => c.split(';')[0]).find((c) => c.startsWith('zhibu='));
  for (const readers of [1, 32]) await compare(cookie, readers);
} finally {
  await site.stop();
  site.remove();
}
