/*
 * test/kill/backup.mjs ZHIBU [ADMIN_DATABASE]: a site is backed up while sixteen write, and comes back elsewhere, byte by
 * byte, on the same engine and (with a database) on the other; what is no backup brings nothing; a restore that is killed
 * leaves nothing that looks like a site; who was erased stays so.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Results, Site } from '../harness/site.mjs';

const [zhibu, admin] = process.argv.slice(2);
const results = new Results();
const PASSPHRASE = '海棠花开的时候我们再见面吧';
const WRITERS = 16;
const engine = admin ? 'postgresql' : 'sqlite';

let databases = 0;
function database() {
  if (!admin) return undefined;
  const name = `zhibu_backup_${process.pid}_${databases++}`;
  execFileSync('psql', ['-q', '-c', `CREATE DATABASE ${name}`, admin]);
  return admin.replace(/(@[^/]*)\/postgres\b/, `$1/${name}`);
}

function run(site, words, input = PASSPHRASE) {
  const { status, stdout, stderr } = spawnSync(zhibu, [...words, ...site.options()], { input: `${input}\n`, encoding: 'utf8' });
  return { status, said: stdout, why: stderr };
}

const part = (file, name) => execFileSync('unzip', ['-p', file, name], { encoding: 'utf8', maxBuffer: 1 << 28 });
const manifest = (file) => JSON.parse(part(file, 'manifest.json'));
/* What two sites have in common when they are the same: every table and every file with its sum, all keys aside. */
const content = (file) =>
  manifest(file).parts.filter((p) => p.name !== 'keys').map((p) => `${p.name} ${p.rows ?? ''} ${p.sm3}`).sort();
/* Rows of a table as objects. */
function table(file, name) {
  const [head, ...lines] = part(file, `tables/${name}.txt`).trimEnd().split('\n').map((l) => l.split('\t'));
  return lines.map((l) => Object.fromEntries(head.map((h, i) => [h, l[i]])));
}

/* --- while sixteen write ----------------------------------------------------------------------------------------- */

async function writer(site, token, school, label, state) {
  for (let i = 0; !state.over; i++) {
    const { status } = await site.json(`/orgs/${school}/children.json`, token, {
      name: `中共青岚大学试验${label}第${i}支部委员会`, short_name: `试验${label}第${i}党支部`, kind: 'branch', on: '2026-01-05', basis: '试验',
    });
    if (status === 200 || status === 201) state.written++;
    else state.refused = `status ${status}`;
  }
}

async function backupWhileWriting(site, token, file) {
  const [root] = (await site.rows('/orgs.json', token)).filter((o) => o.code === '001');
  const schools = await site.rows(`/orgs/${root.id}/children.json`, token);
  const state = { over: false, written: 0 };
  const writers = Array.from({ length: WRITERS }, (_, i) => writer(site, token, schools[i].id, i, state));
  while (state.written < 4 * WRITERS && !state.refused) await new Promise((done) => setTimeout(done, 5));
  const before = state.written;
  const backup = spawn(zhibu, ['backup', file, ...site.options()], { stdio: ['pipe', 'ignore', 'inherit'] });
  backup.stdin.end(`${PASSPHRASE}\n`);
  const status = await new Promise((done) => backup.on('exit', done));
  const after = state.written;
  state.over = true;
  await Promise.all(writers);
  results.say(status === 0 && !state.refused && after > before, `it is backed up while ${WRITERS} write (${engine})`,
    `status ${status}, ${before} written before and ${after} after, ${state.refused}`);
  return { before, after };
}

/* One moment of it: an event, a version and a place in the tree for each organisation, and no more. */
function isOneMoment(file, { before, after }) {
  const founded = new Set(table(file, 'event').filter((e) => e.kind === 'org_founded').map((e) => e.subject_id));
  const ours = table(file, 'org_version').filter((v) => v.name.includes('试验')).map((v) => v.org_id);
  const placed = new Set(table(file, 'org_closure').map((p) => p.descendant_id));
  const whole = ours.every((id) => founded.has(id) && placed.has(id));
  results.say(whole && ours.length >= before && ours.length <= after + WRITERS,
    `what is in it is of one moment: ${ours.length} branches, each with its event and its place (${engine})`,
    `whole ${whole}, ${before} were answered before and ${after} by the end`);
}

/* --- bringing it back --------------------------------------------------------------------------------------------- */

async function comesBack(file, target, what) {
  const { status, why } = run(target, ['restore', file]);
  const again = join(target.scratch, 'again.zip');
  const second = run(target, ['backup', again]);
  results.say(status === 0 && second.status === 0, `${what}: it is restored (${engine})`, why + second.why);
  if (status || second.status) return false;
  const a = content(file), b = content(again);
  results.say(a.length > 30 && a.join() === b.join(), `${what}: ${a.length} tables and files are the same, byte by byte (${engine})`,
    a.filter((x) => !b.includes(x)).concat(b.filter((x) => !a.includes(x))).slice(0, 6).join('\n'));
  const verify = run(target, ['verify']);
  results.say(verify.status === 0, `${what}: verify finds nothing (${engine})`, verify.said);
  await target.start();
  const token = target.token('orgdept'), list = await target.json('/members.json', token);
  results.say(list.status === 200 && list.body.rows.length > 0, `${what}: the site starts and shows its members (${engine})`, list.status);
  await target.stop();
  return true;
}

/* --- what is refused ---------------------------------------------------------------------------------------------- */

function isRefused(file, what, sentence, input = PASSPHRASE) {
  const target = new Site(zhibu, { database: database() });
  const { status, why } = run(target, ['restore', file], input);
  const left = existsSync(target.data) ? readdirSync(target.data).filter((n) => n !== 'lock') : [];
  results.say(status === 1 && sentence.test(why) && why.trim().split('\n').length === 1 && !left.length,
    `${what}: one sentence, and nothing is written (${engine})`, `status ${status}, left ${left}, said ${why}`);
  target.remove();
}

function altered(file, scratch, how) {
  const bytes = Buffer.from(readFileSync(file)), out = join(scratch, 'altered.zip');
  writeFileSync(out, how(bytes));
  return out;
}

function whatIsRefused(file, scratch) {
  for (const share of [0, 0.3, 0.9, 0.999])
    isRefused(altered(file, scratch, (b) => b.subarray(0, Math.floor(b.length * share))), `cut to ${share}`, /不完整|损坏/);
  for (const share of [0.1, 0.35, 0.6, 0.8])
    isRefused(altered(file, scratch, (b) => { b[Math.floor(b.length * share)] ^= 0x20; return b; }), `altered at ${share}`, /不完整|损坏/);
  isRefused('samples/roster.xlsx', 'another kind of zip', /不是支部的备份/);
  isRefused(join(scratch, 'none.zip'), 'no file', /读不了/);
  isRefused(file, 'another passphrase', /口令不对/, '海棠花没有开的时候就不再见了');
  isRefused(file, 'no passphrase', /标准输入/, '');
}

/* Somebody who can write zips alters a row, its sum, and all that goes with it; but has no keys. */
function isForged(file, scratch) {
  const folder = join(scratch, 'forged'), out = join(scratch, 'forged.zip');
  mkdirSync(folder);
  execFileSync('unzip', ['-q', file, '-d', folder]);
  const path = join(folder, 'manifest.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(/"made_at_ms": \d/, '"made_at_ms": 3'));
  execFileSync('zip', ['-q', '-r', out, '.'], { cwd: folder });
  isRefused(out, 'a manifest that was made to fit', /被改动过/);
}

function intoSomething(file, site) {
  const { status, why } = run(site, ['restore', file]);
  results.say(status === 1 && /不是空的|正在使用/.test(why), `into a place where there is something: refused (${engine})`, why);
}

/* --- killed in the middle ------------------------------------------------------------------------------------------ */

async function killedInTheMiddle(file) {
  const target = new Site(zhibu, { database: database() }), part = join(target.data, 'restore.part');
  const child = spawn(zhibu, ['restore', file, ...target.options()], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = new Promise((done) => child.on('exit', (code, signal) => done(signal)));
  child.stdin.end(`${PASSPHRASE}\n`);
  let over = false;
  ended.then(() => (over = true));
  while (!over && !existsSync(join(part, 'seals')) && !existsSync(join(part, 'zhibu.db'))) await new Promise((done) => setTimeout(done, 1));
  child.kill('SIGKILL');
  const how = await ended;
  const no = run(target, ['doctor']);
  results.say(how === 'SIGKILL' && !existsSync(join(target.data, 'keys')) && no.status === 1,
    `a restore that is killed leaves no site (${engine})`, `${how}, ${readdirSync(target.data)}`);
  await comesBack(file, target, 'after one that was killed');
  target.remove();
}

async function backupKilled(site) {
  const file = join(site.scratch, 'killed.zip');
  const child = spawn(zhibu, ['backup', file, ...site.options()], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = new Promise((done) => child.on('exit', done));
  child.stdin.end(`${PASSPHRASE}\n`);
  let over = false;
  ended.then(() => (over = true));
  while (!over && !readdirSync(site.scratch).some((n) => n.startsWith('killed.zip.'))) await new Promise((done) => setTimeout(done, 1));
  child.kill('SIGKILL');
  await ended;
  results.say(over || !existsSync(file), `a backup that is killed does not bear the name (${engine})`);
}

/* --- keys --------------------------------------------------------------------------------------------------------- */

async function withoutKeys(site) {
  const file = join(site.scratch, 'without.zip'), made = run(site, ['backup', file, '--without-keys'], '');
  results.say(made.status === 0 && !manifest(file).parts.some((p) => p.name === 'keys'), `keys can be left out (${engine})`, made.why);
  isRefused(file, 'without keys, into a place without keys', /keys/);
  const target = new Site(zhibu, { database: database() });
  mkdirSync(target.data, { recursive: true, mode: 0o700 });
  cpSync(join(site.data, 'keys'), join(target.data, 'keys'), { recursive: true });
  await comesBack(file, target, 'with the keys put there first');
  target.remove();
}

/* The list of the erased outlives backups: whoever is on it is erased again before anybody sees the site. */
function erasedStayErased(file) {
  const target = new Site(zhibu, { database: database() });
  const { person_id: person, slot } = table(file, 'person_key').at(-1);
  mkdirSync(join(target.data, 'keys'), { recursive: true, mode: 0o700 });
  appendFileSync(join(target.data, 'keys', 'erased'), `${person} ${slot}.\n`, { mode: 0o600 });
  const { status, why } = run(target, ['restore', file]);
  const again = join(target.scratch, 'again.zip');
  run(target, ['backup', again]);
  const row = table(again, 'person_key').find((r) => r.person_id === person);
  const events = table(again, 'event').filter((e) => e.subject_id === person && e.kind === 'person_erased');
  results.say(status === 0 && row.erased_at !== '\\N' && events.length === 1, `who was erased stays so (${engine})`, why);
  const slots = readFileSync(join(target.data, 'keys', 'persons')), at = 64 * Number(slot);
  results.say(!slots.subarray(at + 1, at + 64).some((b) => b !== 0), `and so does the key (${engine})`, slots.subarray(at, at + 64).toString('hex'));
  target.remove();
}

/* --- the button --------------------------------------------------------------------------------------------------- */

async function drilled(site, token) {
  const asked = await site.json('/upkeep/drills.json', token, {});
  let drill;
  do {
    await new Promise((done) => setTimeout(done, 50));
    [drill] = (await site.json('/upkeep/drills.json', token)).body.rows;
  } while (drill.state === 'waiting' || drill.state === 'running');
  const left = readdirSync(site.data).filter((n) => n.includes('part'));
  return { asked: asked.status, left, backups: readdirSync(join(site.data, 'backups')), ...drill };
}

const sql = (site, text) => execFileSync('psql', ['-Atc', text, site.database], { encoding: 'utf8' }).trim();

async function drill(site) {
  const token = site.token('sysadmin'), d = await drilled(site, token);
  const schemas = admin ? sql(site, "SELECT count(*) FROM pg_namespace WHERE nspname = 'zhibu_drill'") : '0';
  results.say(d.state === 'passed' && d.asked < 300 && !d.left.length && d.backups.length === 1 && schemas === '0',
    `a drill restores the site beside itself and leaves its backup alone: ${d.finding} (${engine})`, JSON.stringify(d) + schemas);
  if (!admin) return;
  sql(site, "UPDATE event SET basis = '改过' WHERE event_id = (SELECT min(event_id) FROM event)");
  const bad = await drilled(site, token);
  results.say(bad.state === 'failed' && /封存不符/.test(bad.finding), `a drill sees that a record was altered (${engine})`, JSON.stringify(bad));
}

/* --- all of it ---------------------------------------------------------------------------------------------------- */

const site = new Site(zhibu, { database: database() }).make();
rmSync(join(site.data, 'logins.txt'), { force: true });
const file = join(site.scratch, 'backup.zip');
await site.start();
const token = site.token('orgdept');
const counts = await backupWhileWriting(site, token, file);
isOneMoment(file, counts);
intoSomething(file, site);
await backupKilled(site);
await site.stop();
const target = new Site(zhibu, { database: database() });
await comesBack(file, target, 'elsewhere');
target.remove();
if (admin) {
  const lite = new Site(zhibu), there = join(lite.scratch, 'there.zip'), back = new Site(zhibu, { database: database() });
  if (await comesBack(file, lite, 'from PostgreSQL to SQLite') && run(lite, ['backup', there]).status === 0)
    await comesBack(there, back, 'and back to PostgreSQL');
  lite.remove();
  back.remove();
}
whatIsRefused(file, site.scratch);
isForged(file, site.scratch);
await killedInTheMiddle(file);
await withoutKeys(site);
erasedStayErased(file);
await site.start();
await drill(site);
await site.stop();
site.remove();
results.end();
