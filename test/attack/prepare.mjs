/* test/attack/prepare.mjs: the site that is attacked, who attacks it, and what may be broken while they do. */
import { randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/* What a form is filled in with before the scanners write over it. */
const VALUES = { number: '1', date: '2026-01-05', flag: '1', code: '19900000099', secret: 'Qinglan-2026-x', name: '甲乙丙', text: '党委会议纪要' };
const BY_NAME = { org: '001.001', branch: '001.001.001', other: '001.002', next: '/account', login: 'nobody', who: '甲乙丙', item: 'mobile', columns: 'lost', sheet: 'filters', kind: '' };

function value(field) {
  if (field.type === 'word') return field.word;
  if (field.type === 'number') return String(Math.max(1, field.min));
  return BY_NAME[field.name] ?? VALUES[field.type];
}

/* A route with ids put in: what may be broken by kind, anything for the rest. */
function address(path, ids) {
  const kind = path.split('/')[1];
  let first = true;
  return path.replace(/:(\w+)/g, (all, name) => {
    if (ids[path.split('/').slice(0, 3).join('/')]) return ids[path.split('/').slice(0, 3).join('/')][first ? ((first = false), 0) : 1] ?? '4611686018427387904';
    return (first ? ((first = false), ids[kind]) : null) ?? '4611686018427387904';
  });
}

function target(route, ids) {
  const fields = route.fields.map((f) => ({ ...f, value: value(f) }));
  const query = new URLSearchParams(fields.filter((f) => f.type !== 'file').map((f) => [f.name, f.value]));
  if (route.method === 'GET' && route.dated) query.set('on', '2026-01-05');
  const path = address(route.path, ids);
  return { method: route.method, route: route.path, path, url: String(query) ? `${path}?${query}` : path, data: String(query), fields };
}

/* What this one gets an answer to that is not "there is no such thing". */
function targets_of(ids) {
  return async (gate, routes) => {
    const open = [];
    for (const t of routes.map((r) => target(r, ids))) {
      const answer = await gate.ask(t.method, t.path, { 'content-type': 'application/x-www-form-urlencoded' }, t.method === 'POST' ? Buffer.from('x=1') : null);
      const away = answer.status === 404 || answer.status === 401 || (gate.who && gate.is_out(answer)) || (!gate.who && answer.status === 303);
      if (!away || (t.method === 'POST' && t.route === '/logout')) open.push(t);
    }
    return open;
  };
}

const FIRST = {
  orgdept: ['/orgs', '/members', '/members/:id/moves', '/grants', '/import/:id/answers', '/orgs/:id/names'],
  guest: ['/login', '/activate/:id/:secret', '/large-text'],
  auditor: ['/events'],
};

export async function prepare(site) {
  site.make();
  const add = (login, ...more) => {
    const password = `${randomBytes(9).toString('hex')}-7Zb`;
    execFileSync(site.zhibu, ['user', 'add', login, ...more, '--password-stdin', ...site.options()], { input: `${password}\n`, stdio: ['pipe', 'ignore', 'inherit'] });
    return { login, password };
  };
  const logins = { ...site.logins };
  logins.auditor = add('auditor', '--role', 'audit_admin');
  logins.system = add('system', '--role', 'sys_admin');
  logins.security = add('security', '--role', 'sec_admin');
  add('victim', '--role', 'org_commissioner', '--org', '001.001.001');
  add('upper', '--role', 'university_committee', '--org', '001');
  const people = [];
  const start = async () => {
    await site.start('127.0.0.1:0', ['--behind-proxy']);
    const ids = await learn(site, logins);
    for (const name of ['guest', 'member', 'secretary', 'orgdept', 'organizer', 'system', 'security', 'auditor'])
      people.push({ name, login: logins[name] ?? null, ids: ids(name), targets: targets_of(ids(name)), first: FIRST[name] });
  };
  return { people, start };
}

/* The ids that the attacks may touch, looked up as programs do. */
async function learn(site, logins) {
  const tokens = Object.fromEntries(['orgdept', 'system', 'security', 'secretary', 'member'].map((l) => [l, site.token(l)]));
  const last = async (path, as, pick = () => true) => (await site.rows(path, tokens[as])).filter(pick).at(-1)?.id;
  const branch = await last('/orgs.json', 'orgdept', (o) => o.code === '001.001.001');
  const leaf = await last('/orgs.json', 'orgdept', (o) => o.kind === 'branch' && o.code !== '001.001.001');
  const member = await last(`/members.json?org=${branch}`, 'orgdept');
  const common = {
    members: member,
    grants: await last('/grants.json?q=victim', 'orgdept'),
    accounts: await last('/accounts.json?q=victim', 'system'),
    proposals: await proposal(site, tokens),
    import: await run(site, tokens),
    '/activate/:id': activation(site),
  };
  const upper = await last('/grants.json?q=upper', 'security');
  return (name) => ({ ...common, orgs: name === 'orgdept' || name === 'organizer' ? leaf : branch, grants: name === 'security' ? upper : common.grants });
}

/* What a member asks to be put right; the secretary finds it on the file. */
async function proposal(site, tokens) {
  await site.json('/me/proposals.json', tokens.member, { field: 'post', proposed: '研究生', reason: '已入学' });
  const { body } = await site.json('/me.json', tokens.member);
  const file = await fetch(`${site.address}/members/${body.id}`, { headers: { authorization: `Bearer ${tokens.secretary}` } });
  return /\/proposals\/(\d+)/.exec(await file.text())?.[1];
}

/* A file with a question in it, so that there is something to answer. */
async function run(site, tokens) {
  const form = new FormData();
  form.set('kind', 'members');
  form.set('effective', '2026-01-05');
  form.set('file', new Blob([readFileSync('samples/roster.xlsx')]), 'roster.xlsx');
  const answer = await fetch(`${site.address}/import.json`, { method: 'POST', body: form, headers: { authorization: `Bearer ${tokens.orgdept}`, accept: 'application/json' } });
  const body = await answer.json();
  return body.id ?? body.location?.split('/').at(-1);
}

const activation = (site) => /\/activate\/(\d+)\/(\d+)/.exec(readFileSync(join(site.data, 'activation.txt'), 'utf8')).slice(1);
