/*
 * test/e2e/shots.mjs ZHIBU [WHO…]: signs in, finds the pages that a person of that duty comes to, hands them to web/shot.mjs.
 * "hard" is what is hard to lay out, also in large text, dark and on paper, and every page that refuses.
 */
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
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

/* What is hard to lay out: names of sixty characters, rare ones, an empty branch, somebody with every item filled in. */
const LONG = '中共青岚大学马克思主义理论与思想政治教育跨学科创新研究中心博士后流动站和继续教育'.padEnd(53, '与联合培养') + '联合支部委员会';
const RARE = '古丽米热·艾合买提'.padEnd(57, '·\u{2A7C4}𤤴') + '𠮷\u{30EDD}';
const make = async (path, token, body) => {
  const answer = await site.json(path, token, body);
  if (answer.status >= 300) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
};
const citizen = (body) => {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  return body + '10X98765432'[weights.reduce((sum, w, i) => sum + w * Number(body[i]), 0) % 11];
};
async function hardPages(token) {
  const school = (await site.json('/orgs.json', token)).body.rows.find((o) => o.code === '001.001');
  const branch = { kind: 'branch', on: '2026-01-05', basis: '院党委会议纪要第七号' };
  const found = async (body) => {
    await make(`/orgs/${school.id}/children.json`, token, { ...branch, ...body });
    return (await site.rows(`/orgs/${school.id}/children.json`, token)).find((o) => o.name === body.name).id;
  };
  const long = await found({ name: LONG, short_name: LONG });
  const empty = await found({ name: '中共青岚大学新建支部委员会', short_name: '新建党支部' });
  await make('/members.json', token, {
    name: [...RARE].slice(0, 60).join(''), sex: 'female', citizen_number: citizen('99010120040312008'), ethnicity: '05', birth_date: '2004-03-12', education: '61',
    person_category: 'full_member', join_date: '2023-05-04', full_date: '2024-05-04', post: '大学生', mobile: '19900000777', phone: '0532-88880000',
    home_address: '青岚市学府区海棠路一号大学生公寓第二十七号楼三单元一千二百零一室', branch: LONG, on: '2026-01-05', basis: '院党委会议纪要第七号', lost: false, mobile_member: true, destination: '云溪市',
  });
  const [{ id: member }] = await site.rows(`/members.json?org=${long}`, token);
  return [`/members/${member}`, `/members/${member}/items`, `/members/${member}/more`, `/members/${member}/moves/new`, `/orgs/${long}`, `/members?org=${long}`, `/orgs/${empty}`, `/members?org=${empty}`,
    `/orgs?q=${encodeURIComponent('联合')}`, '/orgs?q=zzzz'];
}

/* Pages that refuse cannot be gone to by an address: they are asked for here and looked at as files. */
async function refusals(out, cookie) {
  mkdirSync(out, { recursive: true });
  const files = [];
  const keep = async (name, wanted, path, init = {}) => {
    const answer = await fetch(site.address + path, { redirect: 'manual', ...init, headers: { cookie, ...init.headers } });
    if (answer.status !== wanted) throw new Error(`${path} answered ${answer.status}, not ${wanted}`);
    writeFileSync(join(out, `${name}.html`), await answer.text());
    files.push(`${name}.html`);
  };
  const page = await (await fetch(`${site.address}/members/new`, { headers: { cookie } })).text();
  const form_token = /name="form_token" value="([0-9a-f]+)"/.exec(page)[1];
  const post = (fields) => ({ method: 'POST', body: new URLSearchParams({ form_token, ...fields }) });
  await keep('400-bad-request', 400, '/members', { method: 'POST', body: 'a=%zz', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  await keep('403-forged', 403, '/members', post({ form_token: '0' }));
  await keep('404-not-found', 404, '/nothing');
  await keep('405-method', 405, '/orgs', post({}));
  await keep('413-too-big', 413, '/members', post({ name: '长'.repeat(200000) }));
  await keep('422-form-again', 422, '/members', post({ name: '张', citizen_number: '123', on: '2026-13-01', mobile: '1' }));
  await keep('422-date', 422, '/members?on=2999-01-01');
  const once = { once_token: 'a'.repeat(32) };
  await fetch(`${site.address}/large-text`, { redirect: 'manual', ...post({ ...once, large: '' }), headers: { cookie } });
  await keep('409-sent-already', 409, '/large-text', post({ ...once, large: '1' }));
  for (let i = 0; i < 12; i++) await signIn({ login: 'nobody', password: 'wrong' });
  const guest = await fetch(`${site.address}/login`);
  const token = /name="form_token" value="([0-9a-f]+)"/.exec(await guest.text())[1];
  const own = guest.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ');
  await keep('429-throttled', 429, '/login', { ...post({ login: 'nobody', password: 'wrong', form_token: token }), headers: { cookie: own } });
  return files;
}

/* The database is gone: what everybody reads then. */
async function broken(out, cookie) {
  const path = join(site.data, 'zhibu.db');
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(statSync(path).size, 'x'));
  closeSync(file);
  const answer = await fetch(`${site.address}/orgs`, { headers: { cookie } });
  writeFileSync(join(out, '503-database.html'), await answer.text());
  return answer.status === 503 ? ['503-database.html'] : [];
}

let status = 0;
async function shoot(out, pages, cookie, ...more) {
  mkdirSync(out, { recursive: true });
  const words = ['web/shot.mjs', '--out', out, ...more, ...(cookie ? ['--cookie', cookie] : []), ...pages.map((p) => (p.startsWith('/') ? site.address + p : p))];
  const ended = new Promise((done) => spawn('node', words, { stdio: 'inherit' }).on('exit', done));
  status |= (await ended) ? 1 : 0;
}
async function hard() {
  const cookie = await signIn(site.logins.orgdept);
  const pages = await hardPages(site.token('orgdept'));
  const full = ['/members', '/orgs', ...pages];
  await shoot('shots/hard', pages, cookie);
  await shoot('shots/large', full, `${cookie}; large=1`);
  await shoot('shots/dark', full, cookie, '--dark');
  await shoot('shots/print', full, cookie, '--print');
  const files = await refusals('shots/refused', cookie);
  files.push(...(await broken('shots/refused', cookie)));
  await shoot('shots/refused', files, null, '--no-js', '--files', 'shots/refused'); // a script would look for the rest of the page
}
for (const who of wanted.length ? wanted : ['orgdept', 'organizer', 'secretary', 'member', 'guest', 'hard']) {
  if (who === 'hard') await hard();
  if (who === 'guest') await shoot('shots/guest', ['/login', '/nothing']);
  if (!site.logins[who]) continue;
  const cookie = await signIn(site.logins[who]);
  const pages = await pagesOf(cookie);
  console.log(`${who}: ${pages.join(' ')}`);
  await shoot(`shots/${who}`, pages, cookie);
}
await site.stop();
site.remove();
process.exit(status);
