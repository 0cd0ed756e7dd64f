/*
 * test/kill/keys.mjs ZHIBU ROUNDS [ADMIN_DATABASE]: what the database alone gives away, keys that are replaced while people
 * work and while the process is killed, and a person who was erased and comes back with a backup.
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Results, Site } from '../harness/site.mjs';

const [zhibu, rounds, admin] = process.argv.slice(2);
const results = new Results();
const engine = admin ? 'postgresql' : 'sqlite';
const scratch = mkdtempSync(join(tmpdir(), 'zhibu-keys-'));
const pause = (ms) => new Promise((done) => setTimeout(done, ms));

let databases = 0;
function database(template) {
  if (!admin) return undefined;
  const name = `zhibu_keys_${process.pid}_${databases++}`;
  execFileSync('psql', ['-q', '-c', `CREATE DATABASE ${name}${template ? ` TEMPLATE ${/@[^/]*\/(\w+)/.exec(template)[1]}` : ''}`, admin]);
  return admin.replace(/(@[^/]*)\/postgres\b/, `$1/${name}`);
}

/* Everybody in clear, by id. */
function everybody(site) {
  const file = join(scratch, 'everybody.json');
  site.command('export', 'members', '--format', 'json', '--unmask', '--reason', '核对密钥', '-o', file);
  return new Map(JSON.parse(readFileSync(file)).rows.map((m) => [m.id, [m.citizen_number, m.mobile, m.phone, m.home_address].join('|')]));
}

function differing(before, after) {
  let n = Math.abs(before.size - after.size);
  for (const [id, values] of before) if (after.get(id) !== values) n++;
  return n;
}

/* All bytes of the database, the text of what PostgreSQL has. */
function bytesOf(site) {
  if (admin) return execFileSync('pg_dump', [site.database], { maxBuffer: 1 << 30 });
  return Buffer.concat(['zhibu.db', 'zhibu.db-wal'].map((f) => join(site.data, f)).filter(existsSync).map((f) => readFileSync(f)));
}

/* Numbers and telephones all, addresses some: each of these is looked for in every byte. */
function leaks(site, people) {
  const bytes = bytesOf(site);
  const found = new Set(bytes.toString('latin1').match(/[0-9]{11,17}[0-9X]?/g));
  const numbers = [...people.values()].flatMap((v) => v.split('|').slice(0, 2)).filter((x) => x);
  const addresses = [...people.values()].map((v) => v.split('|')[3]).filter((x, i) => x && i % 200 === 0);
  return [...numbers.filter((x) => found.has(x)), ...addresses.filter((x) => bytes.includes(x) || (admin && bytes.includes(Buffer.from(x).toString('hex'))))];
}

async function settled(site) {
  for (let tries = 0; tries < 1200; tries++) {
    if (site.command('keys', 'status').includes('全部')) return true;
    await pause(100);
  }
  return false;
}

/* People who disclose, register and correct for as long as state.over is not said; what went wrong is kept. */
async function worker(site, token, people, state, step) {
  const ids = [...people.keys()];
  for (let i = step; !state.over; i += 7) {
    const id = ids[i % ids.length];
    const [number] = people.get(id).split('|');
    const told = await site.json(`/members/${id}/disclosures.json`, token, { item: 'citizen_number', reason: '核对' });
    if (told.body?.value !== number) state.wrong.push(`disclosed ${told.status}`);
    const again = await site.json('/members.json', token, {
      name: '重名', sex: Number(number[16]) % 2 ? 'male' : 'female', ethnicity: '01', birth_date: `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`,
      join_date: '2026-01-02', person_category: 'full_member', citizen_number: number, branch: state.branch, on: '2026-01-05', basis: '试验',
    });
    if (again.status !== 409) state.wrong.push(`the same person twice: ${again.status} ${JSON.stringify(again.body?.error ?? '')}`);
    const saved = await site.json(`/members/${id}/more.json`, token, { native_place: `第${i}次` });
    if (saved.status >= 400) state.wrong.push(`saved ${saved.status}`);
    state.done += 3;
  }
}

async function rotateWhileServing(site, token, people) {
  const state = { over: false, wrong: [], done: 0, branch: site.branch };
  const workers = [0, 1, 2, 3].map((n) => worker(site, token, people, state, n));
  await pause(200);
  const first = spawn(zhibu, ['keys', 'rotate', ...site.options()], { stdio: 'ignore' });
  const ended = new Promise((done) => first.on('exit', done));
  await (admin ? pause(400) : ended);
  const second = spawnSync(zhibu, ['keys', 'rotate', ...site.options()], { encoding: 'utf8' });
  results.say(second.status === 1 && second.stderr.includes('还没有完成'), `two at once: the second is refused (${engine})`, second.stdout + second.stderr);
  results.say((await ended) === 0 && (await settled(site)), `keys are replaced while the site is used (${engine})`, site.log);
  state.over = true;
  await Promise.all(workers);
  results.say(!state.wrong.length && state.done > 20, `${state.done} readings and writings meanwhile, none of them wrong (${engine})`,
    `${state.wrong.length} of ${state.done}: ${state.wrong.slice(0, 5)}`);
  results.say(!differing(people, everybody(site)), `everything opens afterwards (${engine})`, '');
  results.say(!readFileSync(join(site.data, 'keys/site.key'), 'utf8').includes('epoch 1\n'), `and the keys before are forgotten (${engine})`, '');
}

/* On PostgreSQL the command itself does the work, and is killed; whoever starts next goes on. */
async function killWhileRotating(site, people, round) {
  const command = spawn(zhibu, ['keys', 'rotate', ...site.options()], { stdio: 'ignore' });
  const ended = new Promise((done) => command.on('exit', done));
  await (admin ? pause(2300 + Math.random() * 2500) : ended.then(() => pause(Math.random() * 600)));
  command.kill('SIGKILL');
  await site.stop('SIGKILL');
  await site.start();
  const done = await settled(site);
  const wrong = differing(people, everybody(site));
  results.say(done && !wrong, `round ${round}: killed while keys were replaced, the next start went on with it (${engine})`, `${done ? '' : 'not done; '}${wrong} differ\n${site.log}`);
}

/* The database as somebody carries it away. */
function opensNothing(site, people) {
  const elsewhere = new Site(zhibu, { data: join(scratch, 'stolen'), database: database(site.database) });
  cpSync(site.data, elsewhere.data, { recursive: true });
  rmSync(join(elsewhere.data, 'keys'), { recursive: true });
  const other = join(scratch, 'other');
  execFileSync(zhibu, ['init', '--university', '别处', '--data', other]);
  cpSync(join(other, 'keys'), join(elsewhere.data, 'keys'), { recursive: true });
  let clear = '';
  try {
    clear = [...everybody(elsewhere).values()].join('\n');
  } catch (error) {
    clear = String(error.stderr ?? error.message);
  }
  const opened = [...people.values()].filter((v) => clear.includes(v.split('|')[0]));
  results.say(!opened.length, `a database without its keys opens nothing (${engine})`, opened.slice(0, 3));
}

async function eraseAndRestore(site, token, people) {
  const id = [...people].find(([, v]) => v.split('|')[1])[0];
  const [number] = people.get(id).split('|');
  const left = await site.json(`/members/${id}/standings.json`, token, { membership_status: 'left', on: '2022-01-01', basis: '试验' });
  const { body: was } = await site.json(`/members/${id}.json`, token);
  await site.stop();
  const copy = database(site.database);
  if (!admin) cpSync(join(site.data, 'zhibu.db'), join(scratch, 'backup.db'));
  await site.start();
  const erased = await site.json(`/members/${id}/erasures.json`, token, { reason: '保存期限届满' });
  const { body: is } = await site.json(`/members/${id}.json`, token);
  results.say(left.status < 400 && erased.status < 400 && was?.name !== is?.name && is?.name === '已删除的党员',
    `a person is erased (${engine})`, `${left.status} ${JSON.stringify(left.body)} ${erased.status} ${JSON.stringify(erased.body)} ${JSON.stringify(is)}`);
  await site.stop();
  if (admin) site.database = copy;
  else cpSync(join(scratch, 'backup.db'), join(site.data, 'zhibu.db'));
  await site.start();
  const { body: again } = await site.json(`/members/${id}.json`, token);
  const told = await site.json(`/members/${id}/disclosures.json`, token, { item: 'citizen_number', reason: '核对' });
  results.say(again?.name === '已删除的党员' && !JSON.stringify(again).includes(was.name) && told.body?.value !== number,
    `and is erased again when a backup brings the person back (${engine})`, `${JSON.stringify(again)} ${JSON.stringify(told.body)} ${site.log}`);
  const others = everybody(site); /* who left is in no list */
  people.delete(id);
  results.say(!differing(people, others), `nobody else is (${engine})`, differing(people, others));
}

const site = new Site(zhibu, { database: database() });
try {
  site.command('init', '--university', '青岚大学');
  site.command('import', 'orgs', 'samples/org-tree.xlsx');
  execFileSync(zhibu, ['user', 'add', 'orgdept', '--role', 'university_org_admin', '--password-stdin', ...site.options()], { input: 'Hai-tang-2026\n' });
  site.command('import', 'members', 'samples/roster.xlsx', '--effective', '2019-01-01');
  const people = everybody(site);
  results.say(people.size > 9000 && !leaks(site, people).length, `the database holds nobody's number, telephone or address (${engine})`, leaks(site, people).slice(0, 3));
  await site.start();
  const token = site.token('orgdept');
  site.branch = (await site.json(`/members/${[...people.keys()][0]}.json`, token)).body.branch.code;
  await rotateWhileServing(site, token, people);
  for (let round = 1; round <= Number(rounds); round++) await killWhileRotating(site, people, round);
  await site.stop();
  results.say(!leaks(site, people).length, `nor does it afterwards (${engine})`, leaks(site, people).slice(0, 3));
  opensNothing(site, people);
  await site.start();
  await eraseAndRestore(site, token, people);
  const { code } = await site.stop();
  results.say(code === 0, `and the server ends when asked (${engine})`, code);
} catch (error) {
  results.say(false, `the test of keys goes through (${engine})`, `${error.stack} ${error.stderr ?? ''}`);
  site.server?.kill('SIGKILL');
}
site.remove();
rmSync(scratch, { recursive: true, force: true });
results.end();
