/*
 * test/attack/run.mjs ZHIBU ROUTES DATABASE|- [quick]: sqlmap and wapiti against every address and every form of a site that is
 * thrown away, as each who can be signed in, and first against a page that is broken on purpose. What is called a fault and is
 * none stands in `harmless`, with the reason.
 */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Results, Site } from '../harness/site.mjs';
import { ALL, Gate } from './gate.mjs';
import { prepare } from './prepare.mjs';

const [zhibu, routes_program, database, mode] = process.argv.slice(2);
const quick = mode === 'quick';
const results = new Results();
const scratch = mkdtempSync(join(tmpdir(), 'zhibu-attack-'));
const children = new Set();

/* --- what the scanners say without need -------------------------------------------------------------------------------- */
const harmless = [
  [/X-XSS-Protection is not set/, 'browsers took that filter out because it opened holes; the content security policy stands in its place'],
  [/Strict-Transport-Security is not set/, 'is for whoever ends TLS, nginx in deploy/; the program itself speaks plain HTTP to it'],
  [/CSP attribute "default-src"|CSP "default-src" value is not safe/, "wapiti 3.0.4 knows no 'none', the strictest there is"],
];

/* --- running a scanner --------------------------------------------------------------------------------------------------- */

/* Its output, and whether it ended by itself. */
function run(program, words, seconds) {
  return new Promise((done) => {
    let out = '';
    const child = spawn('nice', [program, ...words], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, HOME: scratch } });
    children.add(child);
    const clock = setTimeout(() => child.kill('SIGKILL'), seconds * 1000);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text));
    child.on('close', (code, signal) => {
      clearTimeout(clock);
      children.delete(child);
      done({ out, ended: signal === null });
    });
  });
}

/* At most two at a time, as the machine has cores to spare. */
async function each(items, work) {
  const waiting = [...items];
  await Promise.all([0, 1].map(async () => {
    for (let item; (item = waiting.shift()); ) await work(item);
  }));
}

/* --- sqlmap ---------------------------------------------------------------------------------------------------------------- */

const CLEAN = /all tested parameters do not appear to be injectable/;
const FOUND = /sqlmap identified the following injection/; /* what it suspects before, it tries again itself */

async function sqlmap(address, target) {
  const words = ['--batch', '--disable-coloring', '--flush-session', '--ignore-redirects'];
  words.push('--output-dir', mkdtempSync(join(scratch, 'sqlmap-')), '--ignore-code', '400,401,403,404,405,409,410,413,415,422,429');
  words.push('--level', '1', '--risk', '1', '--technique', quick ? 'BEU' : 'BEUST', '--timeout', '30', '--dbms', database === '-' ? 'sqlite' : 'postgresql');
  if (target.method === 'POST') words.push('--method', 'POST', '--data', target.data || 'x=1');
  if (target.fields.length) words.push('-p', target.fields.filter((f) => f.type !== 'file').map((f) => f.name).join(','));
  const { out, ended } = await run('sqlmap', [...words, '-u', address + (target.method === 'GET' ? target.url : target.path)], quick ? 120 : 900);
  if (ended && CLEAN.test(out) && !FOUND.test(out)) return null;
  return out.split('\n').slice(-40).join('\n');
}

/* An address without fields has at least its id. */
const injectable = (t) => t.fields.some((f) => f.type !== 'file') || /\d{6,}/.test(t.path);
const marked = (t) => (t.fields.some((f) => f.type !== 'file') ? t : { ...t, fields: [], path: `${t.path}*`, url: `${t.url}*` });

async function sqlmap_all(gate, targets, who) {
  await each(targets.filter(injectable), async (t) => {
    const why = await sqlmap(gate.address, marked(t));
    results.say(!why, `sqlmap puts nothing into ${t.method} ${t.route} as ${who}`, why);
  });
}

/* --- wapiti ------------------------------------------------------------------------------------------------------------------ */

const MODULES = 'sql,blindsql,xss,permanentxss,exec,file,crlf,redirect,ssrf,xxe,csp,http_headers,cookieflags';
const QUICK = 'sql,xss,permanentxss,crlf,redirect,csp,http_headers,cookieflags';

function findings(report) {
  const all = [];
  for (const kind of ['vulnerabilities', 'anomalies'])
    for (const [category, list] of Object.entries(report[kind] ?? {}))
      for (const f of list) all.push(`${category}: ${f.info} (${f.method} ${f.path} ${f.parameter ?? ''})\n${f.curl_command}`);
  return all.filter((f) => !harmless.some(([pattern]) => pattern.test(f)));
}

/* What a page under attack would have to fetch from elsewhere. */
async function elsewhere() {
  const heard = [];
  const server = createServer((q, a) => {
    if (!/^\/get_(ssrf|xxe)\.php/.test(q.url)) heard.push(q.url);
    a.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { heard, server, address: `http://127.0.0.1:${server.address().port}/` };
}

async function wapiti(address, start, seconds, modules) {
  const report = join(mkdtempSync(join(scratch, 'wapiti-')), 'report.json');
  const other = await elsewhere();
  const words = ['-u', `${address}/`, '-s', address + start, '--scope', 'folder', '-d', '1', '-l', '1', '-m', modules, '-f', 'json', '-o', report];
  words.push('--flush-session', '--store-session', mkdtempSync(join(scratch, 'session-')), '--no-bugreport', '-v', '1', '-t', '30');
  words.push('--max-scan-time', '300', '--max-attack-time', String(seconds));
  words.push('--skip', 'form_token', '--skip', 'once_token', '--endpoint', other.address);
  const { out, ended } = await run('wapiti', words, 300 + seconds * modules.split(',').length);
  other.server.close();
  try {
    const found = findings(JSON.parse(readFileSync(report, 'utf8')));
    if (other.heard.length) found.push(`it asked elsewhere for ${other.heard[0]}`);
    return { found, pages: Number(/(\d+) (?:web )?pages/.exec(out)?.[1] ?? 0), out };
  } catch (e) {
    return { found: [`${ended ? 'no report' : 'did not end'}: ${e.message}\n${out.slice(-2000)}`], out };
  }
}

/* --- the attack ---------------------------------------------------------------------------------------------------------------- */

/* Scanners that find nothing anywhere would be as silent as a good site. */
async function try_scanners() {
  const broken = spawn('python3', ['test/attack/broken.py'], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(broken);
  const address = await new Promise((done) => broken.stdout.once('data', (text) => done(String(text).trim())));
  const { found, out } = await wapiti(address, '/', 60, 'sql,xss,redirect');
  const names = ['SQL Injection', 'Cross Site Scripting', 'Open Redirect'];
  for (const name of names) results.say(found.some((f) => f.startsWith(name)), `wapiti finds what is broken: ${name}`, `${found.join('\n')}\n${out.slice(-1500)}`);
  const t = { method: 'GET', path: '/', url: '/?q=a1', fields: [{ name: 'q', type: 'text' }] };
  results.say(await sqlmap(address, t), 'sqlmap finds what is broken', 'it said that all is well');
  broken.kill();
  children.delete(broken);
}

async function attack(site, routes, who) {
  const gate = await new Gate(site.address, who.login, who.ids).open([]);
  gate.targets = await who.targets(gate, routes);
  const { found, out } = await wapiti(gate.address, ALL, quick ? 12 : 120, quick ? QUICK : MODULES);
  results.say(!found.length, `wapiti finds nothing as ${who.name}, on ${gate.targets.length} addresses`, found.join('\n'));
  const missed = gate.targets.filter((t) => ![...gate.asked.keys()].some((k) => k === `${t.method} ${t.path.replace(/\/\d{6,}/g, '/:id')}`));
  results.say(!missed.length, `and has asked for all of them as ${who.name}`, `${missed.map((t) => t.route).join(', ')}\n${out.slice(-1000)}`);
  await sqlmap_all(gate, quick ? gate.targets.filter((t) => who.first?.includes(t.route)) : gate.targets, who.name);
  results.say(!gate.faults.size, `no answer to ${who.name} has a fault`, [...gate.faults].map(([k, v]) => `${k}: ${v}`).join('\n'));
  gate.close();
  return gate.targets.map((t) => `${t.method} ${t.route}`);
}

async function main() {
  const routes = JSON.parse(execFileSync(routes_program, { encoding: 'utf8' }));
  await try_scanners();
  const site = new Site(zhibu, { database: database === '-' ? undefined : database });
  try {
    const { people, start } = await prepare(site);
    await start();
    const tried = new Set();
    for (const who of people) for (const t of await attack(site, routes, who)) tried.add(t);
    const missing = routes.map((r) => `${r.method} ${r.path}`).filter((r) => !tried.has(r));
    results.say(!missing.length, `every one of ${routes.length} addresses was attacked by somebody`, missing.join('\n'));
    const { code } = await site.stop();
    results.say(code === 0, 'the server ends when asked, and clean', `status ${code}: ${site.log.slice(-2000)}`);
    results.say(!/ERROR|runtime error|Sanitizer/.test(site.log), 'and complained of nothing', site.log.slice(0, 4000));
    let verified = true;
    try {
      site.command('verify');
    } catch (e) {
      verified = `${e.stdout} ${e.stderr}`;
    }
    results.say(verified === true, 'what the attacks left behind verifies', verified);
  } finally {
    site.server?.kill('SIGKILL');
    site.remove();
  }
}

process.on('SIGTERM', () => process.exit(1));
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(scratch, { recursive: true, force: true });
});
await main();
results.end();
console.log(`${results.n - results.failed} passed, ${results.failed} failed`);
