/*
 * test/kill/run.mjs ZHIBU ROUNDS [ADMIN_DATABASE]: the process is killed while it writes and while it imports; whatever
 * was answered with success must be there afterwards, an import must be there whole or not at all.
 */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Results, Site } from '../harness/site.mjs';

const [zhibu, rounds, admin] = process.argv.slice(2);
const results = new Results();
const engine = admin ? 'postgresql' : 'sqlite';
const WRITERS = 16;

let databases = 0;
function database() {
  if (!admin) return undefined;
  const name = `zhibu_kill_${process.pid}_${databases++}`;
  execFileSync('psql', ['-q', '-c', `CREATE DATABASE ${name}`, admin]);
  return admin.replace(/(@[^/]*)\/postgres\b/, `$1/${name}`);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const until = () => 200 + Math.floor(Math.random() * 800);

/* Founds organisations one after the other; the names of those that were answered with success. */
async function writer(site, token, root, label, acknowledged, state) {
  for (let i = 0; !state.over; i++) {
    const name = `中共青岚大学试验${label}第${i}支部委员会`;
    try {
      const { status } = await site.json(`/orgs/${root}/children.json`, token, {
        name, short_name: `试验${label}第${i}党支部`, kind: 'branch', on: '2026-01-05', basis: '试验',
      });
      if (status === 200 || status === 201) acknowledged.push(name);
      else if (status !== 503) state.refused = `status ${status}`;
    } catch {
      return; /* the connection went with the process */
    }
  }
}

async function killWhileWriting(site, token, round) {
  const [root] = (await site.rows('/orgs.json', token)).filter((o) => o.code === '001');
  const acknowledged = [];
  const state = { over: false };
  /* each below a school of its own: a level of the code has room for 999 */
  const schools = await site.rows(`/orgs/${root.id}/children.json`, token);
  const writers = Array.from({ length: WRITERS }, (_, i) => writer(site, token, schools[i].id, `${round}之${i}`, acknowledged, state));
  await pause(until());
  await site.stop('SIGKILL');
  state.over = true;
  await Promise.all(writers);
  await site.start();
  const there = new Set();
  for (const school of schools.slice(0, WRITERS))
    for (const org of await site.rows(`/orgs/${school.id}/children.json`, token)) there.add(org.name);
  const lost = acknowledged.filter((name) => !there.has(name));
  results.say(!state.refused && acknowledged.length > 0 && !lost.length,
    `round ${round}: killed after ${acknowledged.length} answered writes, all of them are there (${engine})`,
    `${lost.length} lost, ${state.refused ?? 'none refused'}: ${lost.slice(0, 5)}`);
  results.say(site.log.trim() !== '' || admin, `round ${round}: the next start says what it found (${engine})`, 'nothing on standard error');
}

async function membersOf(site, token) {
  const root = (await site.rows('/orgs.json', token)).find((o) => o.code === '001');
  return root.members;
}

/* The command hands its file to the server, or on PostgreSQL writes itself: what writes is killed. */
async function killWhileImporting(site, token, round) {
  const before = await membersOf(site, token);
  const words = ['import', 'members', 'samples/roster.xlsx', '--effective', '2024-01-01', ...site.options()];
  const command = spawn(zhibu, words, { stdio: 'ignore' });
  const done = new Promise((end) => command.on('exit', (code) => end(code)));
  await pause(Math.random() * (admin ? 3000 : 700)); /* about as long as it takes */
  if (admin) command.kill('SIGKILL');
  await site.stop('SIGKILL');
  const code = await done;
  await site.start();
  const after = await membersOf(site, token);
  results.say(after === before || after >= 9000, `round ${round}: an import that was killed is there whole or not at all: ${after} (${engine})`,
    `${before} before, ${after} after`);
  results.say(code !== 0 || after >= 9000, `round ${round}: an import that said it was done is there (${engine})`, `${after} members`);
  return after;
}

/* --- killed in the middle, which is seen from outside: the rows that nobody was promised yet lie in the files already --- */

const ROSTER = 'samples/roster.xlsx', EVERYBODY = 10000, IN_THE_MIDDLE = 512 << 10;

function bytesWritten(site) {
  if (admin) return Number(execFileSync('psql', ['-Atc', "SELECT pg_relation_size('member')", site.database], { encoding: 'utf8' }));
  return statSync(join(site.data, 'zhibu.db-wal'), { throwIfNoEntry: false })?.size ?? 0;
}

async function untilInTheMiddle(site, state) {
  for (const before = bytesWritten(site); !state.over && bytesWritten(site) < before + IN_THE_MIDDLE;) await pause(1);
  return !state.over;
}

/* The same in the list, in the counts and as a number of rows. */
async function whole(site, token) {
  const file = join(site.data, 'killed.csv');
  site.command('export', 'members', '--format', 'csv', '-o', file);
  return (await membersOf(site, token)) === EVERYBODY && readFileSync(file, 'utf8').trim().split('\n').length === EVERYBODY + 1;
}

async function nothingIsLeft(site, token, what) {
  const members = await membersOf(site, token), { body } = await site.json('/members.json', token);
  results.say(members === 0 && body.rows.length === 0, `${what}: nothing of it is there (${engine})`, `${members} counted, ${body.rows.length} listed`);
  results.say(site.log.trim() !== '' || admin, `${what}: the next start says what it found (${engine})`, 'nothing on standard error');
}

async function killTheCommand(site, token, round) {
  const what = `round ${round}: an import by command, killed in the middle`, state = { over: false };
  const command = spawn(zhibu, ['import', 'members', ROSTER, '--effective', '2024-01-01', ...site.options()], { stdio: 'ignore' });
  const done = new Promise((end) => command.on('exit', (code) => end((state.over = true) && code)));
  results.say(await untilInTheMiddle(site, state), `${what}: it was in the middle (${engine})`, 'it had ended');
  if (admin) command.kill('SIGKILL');
  await site.stop('SIGKILL');
  results.say((await done) !== 0, `${what}: it does not say that it was done (${engine})`);
  await site.start();
  await nothingIsLeft(site, token, what);
  const said = site.command('import', 'members', ROSTER, '--effective', '2024-01-01');
  results.say(said.includes(`新增 ${EVERYBODY}，`) && (await whole(site, token)), `${what}: the next gives the whole (${engine})`, said);
}

async function upload(site, token) {
  const form = new FormData();
  form.set('kind', 'members');
  form.set('effective', '2024-01-01');
  form.set('file', new Blob([readFileSync(ROSTER)]), 'roster.xlsx');
  const answer = await fetch(`${site.address}/import.json`, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body: form });
  return (await answer.json()).id;
}

async function killThePage(site, token, round) {
  const what = `round ${round}: an import by the page, killed in the middle`, state = { over: false };
  const id = await upload(site, token), address = `/import/${id}/confirmations.json`;
  const answered = site.json(address, token, {}).then(({ status }) => status, () => 0).finally(() => (state.over = true));
  results.say(await untilInTheMiddle(site, state), `${what}: it was in the middle (${engine})`, 'it had ended');
  await site.stop('SIGKILL');
  results.say((await answered) === 0, `${what}: nobody was told that it was done (${engine})`);
  await site.start();
  await nothingIsLeft(site, token, what);
  const run = async () => (await site.rows('/import.json', token)).find((r) => r.id === id)?.state;
  const waits = await run(), { status } = await site.json(address, token, {});
  results.say(waits === 'open' && status < 300 && (await run()) === 'written' && (await whole(site, token)),
    `${what}: the upload still waits, and the next yes gives the whole (${engine})`, `it was ${waits}, then ${status}`);
}

/* Organisations, nobody in them, somebody who may found more. */
async function begin() {
  const site = new Site(zhibu, { database: database() });
  site.command('init', '--university', '青岚大学');
  site.command('import', 'orgs', 'samples/org-tree.xlsx');
  execFileSync(zhibu, ['user', 'add', 'orgdept', '--role', 'university_org_admin', '--password-stdin', ...site.options()], { input: 'Hai-tang-2026\n' });
  await site.start();
  return [site, site.token('orgdept')];
}

let site, token;
try {
  for (let round = 1; round <= Number(rounds); round++) {
    for (const kill of [killTheCommand, killThePage, killWhileImporting]) {
      await site?.stop();
      site?.remove();
      [site, token] = await begin();
      await kill(site, token, round);
    }
    await killWhileWriting(site, token, round);
  }
  site.command('import', 'members', 'samples/roster.xlsx', '--effective', '2024-01-01');
  const members = await membersOf(site, token);
  results.say(members >= 9000, `after all that the roster can be imported: ${members} (${engine})`, members);
  const { code } = await site.stop();
  results.say(code === 0, `and the server ends when asked (${engine})`, code);
} catch (error) {
  results.say(false, `the kill test goes through (${engine})`, `${error.stack} ${error.stderr ?? ''}`);
  site?.server?.kill('SIGKILL');
}
site?.remove();
results.end();
