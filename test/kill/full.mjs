/*
 * test/kill/full.mjs ZHIBU: a disk that becomes full while several write and events are sealed.  What cannot be kept is refused
 * in words, what was answered with success is there, reading goes on, and so does writing as soon as there is space.
 * On SQLite, whose files are ours; mounts a small disk of its own and says so where it may not.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Results, Site } from '../harness/site.mjs';

const [zhibu] = process.argv.slice(2);
const results = new Results();
const WRITERS = 8, TURNS = 40, ROUNDS = 20;

/* Takes what is left of the disk, but for so many bytes. */
function fill(dir, left) {
  const free = Number(execFileSync('df', ['--output=avail', '-B1', dir], { encoding: 'utf8' }).trim().split('\n').at(-1));
  const file = join(dir, 'ballast');
  const fd = openSync(file, 'w');
  try {
    for (let n = free - left; n > 0; n -= 65536) writeSync(fd, Buffer.alloc(Math.min(n, 65536), 1));
  } catch {
    /* full is what it is to be */
  }
  closeSync(fd);
  return file;
}

async function writer(site, token, school, label, told) {
  for (let i = 0; i < TURNS; i++) {
    const name = `中共青岚大学试验${label}第${i}支部委员会`;
    const { status, body } = await site.json(`/orgs/${school}/children.json`, token, {
      name, short_name: `试验${label}第${i}党支部`, kind: 'branch', on: '2026-01-05', basis: '试验',
    });
    if (status < 300) told.kept.push(name);
    else told.refused.push({ status, message: body?.error?.message ?? '' });
  }
}

async function write(site, token, schools, label) {
  const told = { kept: [], refused: [] };
  await Promise.all(Array.from({ length: WRITERS }, (_, i) => writer(site, token, schools[i].id, `${label}之${i}`, told)));
  return told;
}

async function names(site, token, schools) {
  const there = new Set();
  for (const school of schools.slice(0, WRITERS))
    for (const org of await site.rows(`/orgs/${school.id}/children.json`, token)) there.add(org.name);
  return there;
}

async function goes_through(site) {
  site.command('init', '--university', '青岚大学');
  site.command('import', 'orgs', 'samples/org-tree.xlsx');
  execFileSync(zhibu, ['user', 'add', 'orgdept', '--role', 'university_org_admin', '--password-stdin', ...site.options()], { input: 'Hai-tang-2026\n' });
  await site.start();
  const token = site.token('orgdept');
  const root = (await site.rows('/orgs.json', token)).find((o) => o.code === '001');
  const schools = await site.rows(`/orgs/${root.id}/children.json`, token);
  const before = await write(site, token, schools, '一');
  const ballast = fill(site.data, 64 << 10);
  const during = { kept: [], refused: [] };
  for (let round = 0; round < ROUNDS && !during.refused.length; round++) { /* files have room inside for some */
    const { kept, refused } = await write(site, token, schools, `二之${round}`);
    during.kept.push(...kept);
    during.refused.push(...refused);
  }
  const said = during.refused.every((r) => r.status >= 500 && /。$/.test(r.message));
  results.say(!before.refused.length && during.refused.length > 0, `the disk becomes full after ${before.kept.length + during.kept.length} writes`, `${before.refused.length}, ${during.refused.length} refused`);
  results.say(said, 'what cannot be kept is refused with a sentence', JSON.stringify(during.refused.find((r) => r.status < 500 || !/。$/.test(r.message))));
  const { status } = await site.json(`/orgs/${root.id}.json`, token);
  results.say(status === 200, 'meanwhile reading goes on', `answered ${status}`);
  rmSync(ballast);
  const after = { kept: [], refused: [{}] };
  for (let round = 0; round < ROUNDS && after.refused.length; round++) { /* the first few may still be told to come again */
    const { kept, refused } = await write(site, token, schools, `三之${round}`);
    after.kept.push(...kept);
    after.refused = refused;
  }
  results.say(!after.refused.length, 'with space again, writing goes on by itself', JSON.stringify(after.refused[0]));
  const told = [...before.kept, ...during.kept, ...after.kept];
  const now = await names(site, token, schools);
  results.say(told.every((n) => now.has(n)), `everything that was answered with success is there, ${told.length} writes`, told.filter((n) => !now.has(n)).slice(0, 5));
  const { code } = await site.stop();
  results.say(code === 0, 'the server ends when asked, and clean', `${code}: ${site.log.slice(-1500)}`);
  await site.start();
  const later = await names(site, token, schools);
  results.say(told.every((n) => later.has(n)) && later.size === now.size, 'and still is after the next start', `${later.size} of ${now.size}`);
  await site.stop();
  site.command('verify');
  results.say(true, 'the chain of seals and all rows verify');
}

const disk = mkdtempSync(join(tmpdir(), 'zhibu-full-'));
let mounted = false, site;
try {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=48m,mode=0700', 'zhibu-full', disk], { stdio: 'ignore' });
  mounted = true;
} catch {
  console.log('ok 1 - # SKIP a full disk: needs the right to mount a small one');
}
if (mounted) {
  try {
    site = new Site(zhibu, { data: join(disk, 'var') });
    await goes_through(site);
  } catch (error) {
    results.say(false, 'the test of a full disk goes through', `${error.stack} ${error.stderr ?? ''} ${site?.log ?? ''}`);
    site?.server?.kill('SIGKILL');
    await site?.ended;
  }
  execFileSync('umount', ['-l', disk]);
  results.end();
}
rmSync(disk, { recursive: true, force: true });
