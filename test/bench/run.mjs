/*
 * test/bench/run.mjs ZHIBU ADMIN_DATABASE [quick] [reads] [--members N]: see script/bench. Everything is a ratio of two things
 * measured in turn, since the machine is never the same twice.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Site } from '../harness/site.mjs';

const [zhibu, admin, ...rest] = process.argv.slice(2);
const quick = rest.includes('quick');
const members = Number(rest[rest.indexOf('--members') + 1] || 0) || (quick ? 10000 : 100000);
const PAIRS = quick ? 3 : 5, SECONDS = quick ? 2 : 6, CONNECTIONS = 32;
const scratch = mkdtempSync(join(tmpdir(), 'zhibu-bench-'));
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const say = (line) => console.error(line);
const table = [];
const row = (what, figure, target, detail) => table.push(`| ${what} | ${figure} | ${target} | ${detail} |`);
const met = (value, wanted, atLeast) => `${value.toFixed(2)}${(atLeast ? value >= wanted : value <= wanted) ? '' : ' **missed**'}`;

/* --- load -------------------------------------------------------------------------------------------------------------- */

async function wrk(address, args = []) {
  const words = ['-t2', `-c${CONNECTIONS}`, `-d${SECONDS}s`, ...(args.length ? ['-s', 'test/bench/mix.lua'] : []), address, ...(args.length ? ['--', ...args] : [])];
  const out = await new Promise((done, fail) => {
    let text = '';
    const child = spawn('wrk', words, { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.on('data', (part) => (text += part));
    child.on('exit', (code) => (code ? fail(new Error(`wrk ended with ${code}: ${text}`)) : done(text)));
  });
  const found = /RESULT (.*)/.exec(out);
  if (!found) return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), bad: 0 };
  return JSON.parse(found[1]);
}

function yardstick() {
  const port = 20000 + Math.floor(Math.random() * 20000);
  const child = spawn('build/bench/yardstick', [String(port)], { stdio: ['pipe', 'pipe', 'inherit'] });
  return new Promise((done) => child.stdout.once('data', () => done({ address: `http://127.0.0.1:${port}/`, stop: () => child.stdin.end() })));
}

/* A browser's session: its cookie and the token of its forms. */
async function session(site, login, password) {
  const page = await fetch(`${site.address}/login`);
  const cookies = new Map();
  const take = (answer) => answer.headers.getSetCookie?.().forEach((c) => cookies.set(...c.split(';')[0].split(/=(.*)/s).slice(0, 2)));
  const token = async (answer) => /name="form_token" value="([0-9a-f]+)"/.exec(await answer.text())?.[1];
  const cookie = () => [...cookies].map(([n, v]) => `${n}=${v}`).join('; ');
  take(page);
  const body = new URLSearchParams({ login, password, form_token: await token(page) });
  const signed = await fetch(`${site.address}/login`, { method: 'POST', body, redirect: 'manual', headers: { cookie: cookie() } });
  if (signed.status !== 303) throw new Error(`signing in answered ${signed.status}`);
  take(signed);
  const home = await fetch(`${site.address}/account`, { headers: { cookie: cookie() } });
  return [`Cookie: ${cookie()}`, `X-Form-Token: ${await token(home)}`];
}

async function pairs(site, headers, idsFile, pathsFile, writes, target, what, engine) {
  const ratios = [], ours = [], theirs = [];
  let bad = 0;
  for (let i = 0; i < PAIRS; i++) {
    const bare = await yardstick();
    const one = await wrk(bare.address, [idsFile, pathsFile, '0', ...headers]); /* the client's part is the same for both */
    bare.stop();
    const two = await wrk(site.address, [idsFile, pathsFile, String(writes), ...headers]);
    ratios.push(two.rate / one.rate);
    ours.push(two.rate);
    theirs.push(one.rate);
    bad += two.bad;
    say(`${what} (${engine}): ${two.rate.toFixed(0)} against ${one.rate.toFixed(0)}, ${two.bad} refused`);
  }
  const detail = `${median(ours).toFixed(0)} of ${median(theirs).toFixed(0)} requests a second${bad ? `, ${bad} refused` : ''}`;
  row(`${what}, ${engine}`, target ? met(median(ratios), target, true) : median(ratios).toFixed(2), target ? `≥ ${target}` : 'reported', detail);
  return median(ratios);
}

/* Against the same statements through libpq alone, on as many connections as the server has workers. */
async function barePairs(site, headers, idsFile, pathsFile, way, what) {
  const ratios = [], ours = [], theirs = [];
  for (let i = 0; i < PAIRS; i++) {
    const bare = Number(execFileSync('build/bench/bare_pg', [site.database, String(SECONDS), '16', way], { encoding: 'utf8' }));
    const { rate } = await wrk(site.address, [idsFile, pathsFile, '0', ...headers]);
    ratios.push(bare / rate);
    ours.push(rate);
    theirs.push(bare);
    say(`${what}: ${rate.toFixed(0)} against ${bare.toFixed(0)} through libpq`);
  }
  const detail = `${median(ours).toFixed(0)} requests against ${median(theirs).toFixed(0)} times the statements a second`;
  row(`${what}, times the same statements through bare libpq`, met(median(ratios), 2, false), '≤ 2', detail);
}

function resident(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
}

/* The pages of the list, as somebody comes to them who goes on and on; at most the first 400. */
async function lots(site, token) {
  const paths = ['/members'];
  for (let next = '/members.json'; next && paths.length < 400; ) {
    next = (await site.json(next, token)).body.next;
    if (next) paths.push(next.replace('/members.json', '/members'));
  }
  return paths;
}

async function requests(engine, database) {
  const site = new Site(zhibu, { database, data: join(scratch, `site-${engine}`) });
  say(`making ${members} members (${engine})`);
  site.command('init', '--university', '青岚大学');
  site.command('demo', '--members', String(members), '--seed', '7');
  execFileSync(zhibu, ['user', 'add', 'bench', '--role', 'university_org_admin', '--password-stdin', ...site.options()], { input: 'Hai-tang-2026\n' });
  const file = join(scratch, 'members.json'), idsFile = join(scratch, `ids-${engine}`);
  site.command('export', 'members', '--format', 'json', '-o', file);
  const ids = JSON.parse(readFileSync(file)).rows.map((m) => m.id);
  writeFileSync(idsFile, ids.join('\n') + '\n');
  await site.start();
  const headers = await session(site, 'bench', 'Hai-tang-2026');
  const one = join(scratch, `one-${engine}`), lists = join(scratch, `lists-${engine}`);
  writeFileSync(one, ids.map((id) => `/members/${id}.json`).join('\n') + '\n');
  writeFileSync(lists, (await lots(site, site.token('bench'))).join('\n') + '\n');
  const sqlite = engine === 'SQLite';
  await pairs(site, headers, idsFile, one, 0, sqlite && 0.35, "a member's page as JSON", engine);
  await pairs(site, headers, idsFile, lists, 0, sqlite && 0.1, 'the 50-row list as HTML', engine);
  await pairs(site, headers, idsFile, one, 10, sqlite && 0.175, 'the same JSON with a tenth of writes', engine);
  await pairs(site, headers, idsFile, lists, 10, sqlite && 0.05, 'the same list with a tenth of writes', engine);
  if (!sqlite) {
    await barePairs(site, headers, idsFile, one, 'one', "a member's page as JSON");
    await barePairs(site, headers, idsFile, lists, 'list', 'the 50-row list as HTML');
  }
  const mb = resident(site.server.pid);
  row(`resident after this load, ${engine}`, met(mb, 60, false), '< 60 MB', '');
  await site.stop();
}

/* --- import ------------------------------------------------------------------------------------------------------------ */

function importOnce(i, database) {
  const site = new Site(zhibu, { data: join(scratch, `import-${i}`), database });
  site.command('init', '--university', '青岚大学');
  site.command('import', 'orgs', 'samples/org-tree.xlsx');
  const words = ['test/bench/measure.py', zhibu, 'import', 'members', 'samples/roster.xlsx', '--effective', '2024-01-01', ...site.options()];
  const measured = JSON.parse(execFileSync('/usr/bin/python3', words, { encoding: 'utf8' }));
  if (measured.status) throw new Error(`the import ended with ${measured.status}`);
  rmSync(site.data, { recursive: true });
  return measured;
}

function imports() {
  const ratios = [], seconds = [], reading = [];
  let kb = 0;
  for (let i = 0; i < PAIRS; i++) {
    const read = Number(execFileSync('/usr/bin/python3', ['test/bench/read_cells.py', 'samples/roster.xlsx'], { encoding: 'utf8' }));
    const ours = importOnce(i);
    ratios.push(ours.seconds / read);
    seconds.push(ours.seconds);
    reading.push(read);
    kb = Math.max(kb, ours.kb);
    say(`import: ${ours.seconds.toFixed(2)} s against ${read.toFixed(2)} s, ${ours.kb} KB`);
  }
  row('roster.xlsx imported, against openpyxl reading it, SQLite', met(median(ratios), 0.35, false), '≤ 0.35', `${median(seconds).toFixed(2)} s against ${median(reading).toFixed(2)} s`);
  row('memory of that', met(kb / 1024, 40, false), '≤ 40 MB', '');
  const pg = importOnce('pg', database('zhibu_bench_import'));
  row('the same import, PostgreSQL', (pg.seconds / median(reading)).toFixed(2), 'reported', `${pg.seconds.toFixed(2)} s`);
}

/* --- writers ----------------------------------------------------------------------------------------------------------- */

function database(name) {
  execFileSync('psql', ['-q', '-c', `CREATE DATABASE ${name}`, admin]);
  return admin.replace(/(@[^/]*)\/postgres\b/, `$1/${name}`);
}

let sites = 0;
function writes(count, way, url) {
  const dir = join(scratch, `writers-${sites++}`);
  const args = [dir, String(quick ? 1 : 3), String(count), way, ...(url ? [url] : [])];
  const rate = Number(execFileSync('build/bench/writers', args, { encoding: 'utf8' }));
  rmSync(dir, { recursive: true });
  return rate;
}

function writers() {
  const figures = { cost: [], together: [], singly: [] }, rates = [];
  for (let i = 0; i < PAIRS; i++) {
    const bare = writes(1, 'bare'), one = writes(1, 'product'), many = writes(64, 'product'), singly = writes(1, 'singly');
    figures.cost.push(bare / one);
    figures.together.push(many / one);
    figures.singly.push(many / singly);
    rates.push([bare, one, many, singly].map((r) => r.toFixed(0)));
    say(`writes a second: bare ${bare.toFixed(0)}, one ${one.toFixed(0)}, 64 ${many.toFixed(0)}, singly ${singly.toFixed(0)}`);
  }
  const last = rates[Math.floor(PAIRS / 2)];
  row('a small write by one writer, times a bare insert and sync, SQLite', met(median(figures.cost), 3, false), '≤ 3', `${last[1]} against ${last[0]} a second`);
  row('64 writers against one', met(median(figures.together), 2.5, true), '≥ 2.5', `${last[2]} against ${last[1]} a second`);
  row('64 writers against the same committed one by one', met(median(figures.singly), 1.8, true), '≥ 1.8', `${last[2]} against ${last[3]} a second`);
  const one = writes(1, 'product', database('zhibu_bench_one')), many = writes(64, 'product', database('zhibu_bench_many'));
  row('64 writers against one, PostgreSQL', (many / one).toFixed(2), 'reported', `${many.toFixed(0)} against ${one.toFixed(0)} a second`);
}

/* --- evidence ---------------------------------------------------------------------------------------------------------- */

function evidence() {
  const lines = (program, args) => execFileSync(`build/bench/${program}`, args, { encoding: 'utf8' }).trim().split('\n').map(Number);
  const ratios = [], events = quick ? 200000 : 1000000;
  let last;
  for (let i = 0; i < (quick ? 3 : 1); i++) {
    const dir = join(scratch, `evidence-${i}`);
    last = lines('evidence', [dir, String(events)]);
    ratios.push(last[1] / last[2]);
    rmSync(dir, { recursive: true });
    say(`evidence: sealed ${last[0].toFixed(2)} s, verified ${last[1].toFixed(2)} s, hashed ${last[2].toFixed(2)} s`);
  }
  row(`verifying ${events} events, against hashing the same bytes`, met(median(ratios), 3, false), '≤ 3', `${last[1].toFixed(2)} s against ${last[2].toFixed(2)} s of the processor, ${(last[3] / 1e6).toFixed(0)} MB`);
  const backlog = (seconds) => {
    const dir = join(scratch, `sealing-${seconds}`), [rate, left] = lines('writers', [dir, String(seconds), '64', 'sealing']);
    rmSync(dir, { recursive: true });
    return [rate, left / rate];
  };
  const [, short] = backlog(SECONDS), [rate, long] = backlog(4 * SECONDS);
  row('events of 64 writers that wait for their seal, in seconds of writing', long.toFixed(2), 'not growing', `${short.toFixed(2)} s after ${SECONDS} s; ${rate.toFixed(0)} writes a second`);
}

const failed = [];
async function part(name, fn) {
  try {
    await fn();
  } catch (error) {
    failed.push(`${name}: ${error.message} ${error.stderr ?? ''}`);
    say(error.stack);
  }
}
mkdirSync(scratch, { recursive: true });
const whole = !rest.includes('reads');
if (whole) await part('writers', writers);
if (whole) await part('evidence', evidence);
if (whole) await part('import', imports);
await part('requests on SQLite', () => requests('SQLite'));
await part('requests on PostgreSQL', () => requests('PostgreSQL', database('zhibu_bench')));
console.log(`${cpus().length} cores (${cpus()[0].model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB; ${members} members; medians of ${PAIRS} alternated pairs of ${SECONDS} s, wrk with ${CONNECTIONS} connections\n`);
console.log(['| what | figure | wanted | in detail |', '|---|---|---|---|', ...table].join('\n'));
failed.forEach((f) => console.log(`\nNot measured: ${f}`));
rmSync(scratch, { recursive: true, force: true });
process.exitCode = failed.length ? 1 : 0;
