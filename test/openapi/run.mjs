/*
 * test/openapi/run.mjs ZHIBU: /openapi.json is a good document, and true. A validator that is not ours reads it; then every
 * operation is called on the samples by what the document says, with ids out of lists, until it is done once. Whatever
 * comes back on the way, refusals too, has a status and a body that the operation declares.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Results, Site } from '../harness/site.mjs';

const web = join(dirname(fileURLToPath(import.meta.url)), '../../web/');
const require = createRequire(web);
const Ajv = require('ajv/dist/2020.js').default;
const formats = require('ajv-formats').default;
const { Validator } = await import(pathToFileURL(join(web, 'node_modules/@seriousme/openapi-schema-validator/index.js')));

const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10); /* in Shanghai */
const tries = 60; /* of one operation by one account */
const pages = 10; /* of one list */
const accounts = ['orgdept', 'member', 'sysadmin', 'secadmin', 'auditadmin'];

/* Ends what the others need. */
const last = ['post_account_sessions_endings', 'post_activate_id_secret', 'post_logout', 'post_password'];

/* What no document can lead to, and what is answered instead. */
const refused = {
  post_login_code: 'a code follows a password in the same browser',
  post_account_proof: 'a token has no session to prove',
  post_orgs_id_posts_post_endings: 'posts are listed on pages alone',
  post_proposals_id_decisions: 'proposals are listed on pages alone',
  post_members_id_erasures: 'nobody in the samples left long enough ago',
  get_objections_id: 'objections are listed on pages alone',
  post_objections_id_answers: 'objections are listed on pages alone',
  get_members_csv: 'more than 200 people leave for a reason',
  get_members_xlsx: 'more than 200 people leave for a reason',
  post_import_id_answers: 'the samples leave no question',
};

const results = new Results();
const site = new Site(process.argv[2]);
const tokens = {}, made = {}, checks = {};
let document, ajv, somebody;

/* --- requests out of the document ---------------------------------------------------------------------------------------- */

/* What a program has from elsewhere: its own login, whom a post or a grant is for. */
function known(name, schema) {
  if ('again' in schema.properties && ['password', 'again'].includes(name)) return 'Qinglan-2026-bishui';
  if ('password' in schema.properties && ['login', 'password', 'old'].includes(name)) return site.logins.orgdept[name === 'login' ? name : 'password'];
  return { person: somebody, who: 'member', address: '/members.xlsx' }[name];
}

function valueOf(name, schema, nth) {
  const type = [schema.type].flat()[0];
  if (schema.examples) return schema.examples[nth % schema.examples.length];
  if (schema.enum) return schema.enum[nth % schema.enum.length] ?? schema.enum[0];
  if (schema.format === 'date') return today;
  if (schema.pattern) return '1';
  if (type === 'integer') return schema.minimum || 1;
  if (type === 'boolean') return true;
  return (schema.title || name).padEnd(schema.minLength ?? 0, '一').slice(0, schema.maxLength);
}

/* All that is required, what else has an example, and of an export which list. */
function bodyOf(schema, nth) {
  const wanted = Object.entries(schema.properties).filter(([name, s]) => schema.required.includes(name) || s.examples || name === 'address');
  return Object.fromEntries(wanted.map(([name, s]) => [name, known(name, schema) ?? valueOf(name, s, nth)]));
}

/* What lists hold, in a lot of pages but not without end. */
async function rowsOf(path, who) {
  const rows = [];
  for (let next = path, page = 0; next && page < pages; page++) {
    const { body } = await site.json(next, tokens[who]);
    rows.push(...(body.rows ?? []));
    next = body.next;
  }
  return rows;
}

/* The ids that may follow an address: those made here, those of links that were given out, those of the list there, the newest
   first, since samples hang together and what is new stands alone. */
async function idsOf(path, who) {
  const links = readFileSync(join(site.data, 'activation.txt'), 'utf8').match(/\/activate\/\d+\/\d+/g);
  const told = links.filter((l) => l.startsWith(`${path}/`)).map((l) => l.slice(path.length + 1).split('/')[0]);
  const rows = document.paths[`${path}.json`]?.get ? await rowsOf(`${path}.json`, who) : [];
  const listed = rows.filter((r) => r.id && !accounts.includes(r.login)).map((r) => r.id); /* nobody closes the own door */
  return [...(made[path] ?? []), ...told, ...listed.sort((a, b) => (BigInt(b) > BigInt(a) ? 1 : -1))];
}

/* The addresses of an operation: its template with every id that its list has. */
async function addressesOf(template, who) {
  let found = [''];
  for (const part of template.split(/(?=\{)/)) {
    const name = /^\{[^}]*\}/.exec(part)?.[0] ?? '';
    const longer = [];
    for (const before of found) {
      const ids = name ? await idsOf(before.replace(/\/$/, ''), who) : [''];
      longer.push(...ids.slice(0, tries).map((id) => before + id + part.slice(name.length)));
    }
    found = longer;
  }
  return found;
}

async function send(method, address, who, type, body) {
  const headers = who ? { authorization: `Bearer ${tokens[who] ?? '0'.repeat(64)}` } : {};
  const init = { method: method.toUpperCase(), headers, redirect: 'manual' };
  if (type === 'application/json') {
    headers['content-type'] = type;
    init.body = JSON.stringify(body);
  } else if (type) {
    init.body = new FormData();
    for (const [name, value] of Object.entries(body)) value instanceof Blob ? init.body.append(name, value, 'org-tree.xlsx') : init.body.append(name, value);
  }
  const answer = await fetch(site.address + address, init);
  return { status: answer.status, type: answer.headers.get('content-type')?.split(';')[0], text: await answer.text() };
}

/* --- answers against it -------------------------------------------------------------------------------------------------- */

const pointer = (...parts) => `document#/${parts.map((p) => encodeURIComponent(String(p).replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`;

function complaint(ref, value) {
  const check = (checks[ref] ??= ajv.getSchema(ref));
  if (!check) return `${ref} is not there`;
  return check(value) ? '' : ajv.errorsText(check.errors);
}

/* What the document does not say of this answer; '' where it says all. */
function undeclared(path, method, answer) {
  const declared = document.paths[path][method].responses[answer.status];
  if (!declared) return `status ${answer.status} is not declared: ${answer.text.slice(0, 300)}`;
  const at = declared.$ref ? declared.$ref.slice(2).split('/') : ['paths', path, method, 'responses', answer.status];
  const type = answer.status < 300 ? Object.keys(declared.content)[0] : 'application/json';
  if (answer.type !== type) return `${answer.status} is ${answer.type} and not ${type}`;
  if (type !== 'application/json') return answer.text.length ? '' : 'the file is empty';
  const wrong = complaint(pointer(...at, 'content', type, 'schema'), JSON.parse(answer.text));
  return wrong && `${answer.status}: ${wrong}\n${answer.text.slice(0, 300)}`;
}

/* Fields may be added one day, so the document leaves its answers open; today they hold what it names and nothing else. */
function closed(schema) {
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([name, part]) => [name, closed(part)]);
  if (Array.isArray(schema)) return parts.map(([, part]) => part);
  return Object.fromEntries([...parts, ...(schema.properties && [schema.type].flat().includes('object') ? [['additionalProperties', false]] : [])]);
}

/* --- every operation ----------------------------------------------------------------------------------------------------- */

function keep(path, method, answer) {
  const id = method === 'post' && answer.status < 300 && JSON.parse(answer.text).id;
  if (id) (made[path.replace(/\.json$/, '')] ??= []).unshift(id);
}

/* Tries one account's ids and values until one is taken; seen.wrong is what the document did not say of any answer. */
async function attempt(path, method, who, seen) {
  const operation = document.paths[path][method];
  const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
  const addresses = await addressesOf(path, who);
  for (let nth = 0; nth < (addresses.length && (content || addresses.length > 1) ? tries : addresses.length); nth++) {
    const body = content && bodyOf(content.schema, nth);
    if (type === 'application/json') seen.wrong ||= complaint(pointer('paths', path, method, 'requestBody', 'content', type, 'schema'), body);
    if (type === 'multipart/form-data') body.file = new Blob([readFileSync('samples/org-tree.xlsx')]);
    const answer = await send(method, addresses[nth % addresses.length], operation.security?.length === 0 ? null : who, type, body);
    seen.wrong ||= undeclared(path, method, answer);
    seen.done ||= answer.status < 300;
    if (/^40[134] |^$/.test(seen.said)) /* the first that was more than a closed door */
      seen.said = `${answer.status} ${answer.text.slice(0, 400)} for ${JSON.stringify(body)}`;
    if (seen.done || seen.wrong) return keep(path, method, answer);
    if (addresses.length === 1 && answer.status === 404) return;
  }
}

/* A token may have been ended by what was called before. */
async function attempts(path, method, seen) {
  for (const who of accounts)
    if (!seen.done && !seen.wrong) {
      if ((await site.json('/notices.json', tokens[who])).status === 401) tokens[who] = site.token(who);
      await attempt(path, method, who, seen);
    }
}

/* Where no id is of use, one more is made: what was confirmed cannot be withdrawn. */
async function call(path, method) {
  const { operationId } = document.paths[path][method];
  const seen = { wrong: '', said: '', done: false };
  await attempts(path, method, seen);
  const collection = `${path.split('/{')[0]}.json`;
  if (!seen.done && path.includes('{') && document.paths[collection]?.post) {
    await attempts(collection, 'post', { wrong: '', said: '', done: false });
    await attempts(path, method, seen);
  }
  if (!seen.said) seen.wrong = undeclared(path, method, await send(method, path.replaceAll(/\{[^}]*\}/g, '1'), 'orgdept'));
  results.say(!seen.wrong, `${operationId} answers as it declares`, seen.wrong);
  const why = refused[operationId];
  results.say(seen.done !== Boolean(why), why ? `${operationId} is refused: ${why}` : `${operationId} is done`, seen.said || 'no list has an id for it');
}

/* Nothing that the document calls required may be left out, nothing be added. */
async function hold(path, method) {
  const { operationId, requestBody } = document.paths[path][method];
  const schema = requestBody?.content['application/json']?.schema;
  if (!schema || path.includes('{')) return;
  const answers = [];
  for (const body of [...(schema.required.length ? [{}] : []), { ...bodyOf(schema, 0), such_is_not_declared: 1 }])
    for (const who of accounts) answers.push(await send(method, path, who, 'application/json', body));
  results.say(answers.every((a) => a.status >= 400 && !undeclared(path, method, a)) && answers.some((a) => a.status === 422),
    `${operationId} refuses less and more than it declares`, JSON.stringify(answers.map((a) => a.status)));
}

/* Whoever is nobody is told so, and nothing else. */
async function ask(path, method) {
  const { operationId, security, requestBody } = document.paths[path][method];
  if (security?.length === 0) return;
  const [type, content] = Object.entries(requestBody?.content ?? {})[0] ?? [];
  const answer = await send(method, path.replaceAll(/\{[^}]*\}/g, '1'), 'nobody', type, content && bodyOf(content.schema, 0));
  const wrong = undeclared(path, method, answer);
  results.say(answer.status === 401 && !wrong, `${operationId} asks who it is`, wrong || answer.status);
}

try {
  await site.make().start();
  for (const who of accounts) tokens[who] = site.token(who);
  somebody = (await site.json('/members.json', tokens.orgdept)).body.rows[0].name;
  const answer = await fetch(`${site.address}/openapi.json`);
  document = await answer.json();
  const verdict = await new Validator().validate(structuredClone(document));
  results.say(verdict.valid, 'the document is OpenAPI 3.1', JSON.stringify(verdict.errors)?.slice(0, 1000));
  ajv = formats(new Ajv({ strict: false, validateSchema: false, allErrors: true }));
  ajv.addSchema(closed(document), 'document');
  const operations = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((method) => [path, method]));
  const id = ([path, method]) => document.paths[path][method].operationId;
  results.say(new Set(operations.map(id)).size === operations.length, 'every operation has an id of its own');
  for (const [path, method] of operations) {
    await ask(path, method);
    if (method === 'post') await hold(path, method);
  }
  const order = (o) => (last.includes(id(o)) ? 2 : o[1] === 'get' ? 1 : 0);
  for (const [path, method] of operations.sort((a, b) => order(a) - order(b))) await call(path, method);
} catch (error) {
  results.say(false, 'the test ran to its end', error.stack);
} finally {
  if (site.server) await site.stop();
  site.remove();
  results.end();
}
