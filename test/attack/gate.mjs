/*
 * test/attack/gate.mjs: what stands between a scanner and the site: one gate for each who attacks.
 *
 * A scanner knows neither our sessions nor our tokens of forms and would be stopped by them at once.  So the gate signs in,
 * puts the right token into every form and takes out the one against sending twice: what is attacked is what lies behind.
 * It begins with a page of its own that has every address and every form.  And it looks at each answer with eyes of its own.
 */
import { Agent, createServer, request } from 'node:http';
import { randomBytes, randomInt } from 'node:crypto';

export const ALL = '/-all';
const FRESH_MS = 8 * 60 * 1000; /* a session has to show its password again after ten minutes */
const AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0';
const KINDS = /^\/(orgs|members|grants|accounts|proposals|import)\/\d{6,}(?=[/.?]|$)/;

const escaped = (s) => String(s).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

export class Gate {
  /* who: { login, password }, or null for a guest; ids: of what may be broken, by kind */
  constructor(site, who, ids = {}) {
    Object.assign(this, { site: new URL(site), who, ids, jar: new Map(), token: '', since: 0, faults: new Map(), asked: new Map() });
    this.agent = new Agent({ maxSockets: 8 }); /* no connection twice: one that is just being closed would lose a request */
  }

  async open(targets) {
    this.targets = targets;
    this.server = createServer((q, a) => this.pass(q, a).catch((e) => a.destroy(e)));
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.address = `http://127.0.0.1:${this.server.address().port}`;
    await this.enter();
    return this;
  }

  close() {
    this.server.closeAllConnections?.();
    this.server.close();
    this.agent.destroy();
  }

  /* --- to the site --------------------------------------------------------------------------------------------------- */

  ask(method, path, headers = {}, body = null) {
    const whole = {
      'user-agent': AGENT,
      ...headers,
      host: this.site.host,
      cookie: [...this.jar].map(([k, v]) => `${k}=${v}`).join('; '),
      'x-forwarded-proto': 'https',
      /* so that guessing is refused for what it is, and not every attack on the form for being the thirtieth */
      'x-forwarded-for': `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`,
    };
    if (!whole.cookie) delete whole.cookie;
    if (body) whole['content-length'] = body.length;
    return new Promise((done, fail) => {
      const q = request({ host: this.site.hostname, port: this.site.port, method, path, headers: whole, agent: this.agent, setHost: false }, (a) => {
        const parts = [];
        a.on('data', (p) => parts.push(p));
        a.on('error', fail);
        a.on('end', () => done({ status: a.statusCode, headers: a.headers, raw: a.rawHeaders, body: Buffer.concat(parts) }));
      });
      q.on('error', fail);
      q.end(body ?? undefined);
    });
  }

  keep(answer) {
    for (const line of answer.headers['set-cookie'] ?? []) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name && value) this.jar.set(name, value);
      else this.jar.delete(name);
    }
    return answer;
  }

  async learn(path) {
    const page = this.keep(await this.ask('GET', path));
    this.token = /name="form_token" value="([0-9a-f]+)"/.exec(page.body.toString())?.[1] ?? this.token;
  }

  /* Signs in; several that need it wait for one. */
  enter() {
    return (this.entering ??= this.sign_in().finally(() => (this.entering = null)));
  }

  async sign_in() {
    this.jar.delete('zhibu');
    await this.learn('/login');
    if (!this.who) return;
    const fields = new URLSearchParams({ login: this.who.login, password: this.who.password, form_token: this.token });
    const answer = this.keep(await this.ask('POST', '/login', { 'content-type': 'application/x-www-form-urlencoded' }, Buffer.from(String(fields))));
    if (answer.status !== 303) throw new Error(`${this.who.login} was not let in: ${answer.status}`);
    await this.learn('/account');
    this.since = Date.now();
  }

  /* --- for the scanner ------------------------------------------------------------------------------------------------ */

  /* Attacks stay on what may be broken; what is no id stays what it is. */
  path(url) {
    return url.replace(KINDS, (all, kind) => (this.ids[kind] ? `/${kind}/${this.ids[kind]}` : all));
  }

  body(type, bytes) {
    const text = bytes.toString('latin1');
    if (type.startsWith('multipart/'))
      return Buffer.from(
        text
          .replace(/(name="form_token"\r\n(?:[^\r\n]+\r\n)*\r\n)[^\r]*/, `$1${this.token}`)
          .replace(/(name="once_token"\r\n(?:[^\r\n]+\r\n)*\r\n)[^\r]*/, `$1${randomBytes(16).toString('hex')}`),
        'latin1',
      );
    if (!type.includes('urlencoded')) return bytes;
    const kept = text.split('&').filter((pair) => pair && !/^(form|once)_token=/.test(pair));
    return Buffer.from([...kept, `form_token=${this.token}`].join('&'), 'latin1');
  }

  async forward(q, path, bytes) {
    const headers = {};
    for (const name of ['accept', 'content-type', 'referer', 'content-length'])
      if (q.headers[name] !== undefined && (name !== 'content-length' || !bytes.length)) headers[name] = q.headers[name];
    const body = q.method === 'POST' ? this.body(q.headers['content-type'] ?? 'application/x-www-form-urlencoded', bytes) : null;
    if (body?.length && !headers['content-type']) headers['content-type'] = 'application/x-www-form-urlencoded';
    return this.ask(q.method, path, headers, body?.length ? body : null);
  }

  async pass(q, a) {
    const parts = [];
    for await (const part of q) parts.push(part);
    const bytes = Buffer.concat(parts);
    if (q.url.startsWith(ALL)) return void a.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...STRICT }).end(this.page());
    if (q.url.startsWith('/static/')) return void a.writeHead(404, STRICT).end(); /* the same for everybody */
    const path = this.path(q.url);
    if (this.who && Date.now() - this.since > FRESH_MS) await this.enter();
    let answer = await this.forward(q, path, bytes);
    if (this.who && this.is_out(answer)) {
      await this.enter();
      answer = await this.forward(q, path, bytes);
    }
    if (!this.who && path.startsWith('/login')) this.keep(answer);
    if (!this.who) await this.out_again(answer);
    this.look(q.method, path, bytes, answer);
    const headers = { ...answer.headers };
    for (const name of ['connection', 'transfer-encoding', 'keep-alive', 'content-length']) delete headers[name];
    a.writeHead(answer.status, headers).end(q.method === 'HEAD' ? undefined : answer.body);
  }

  is_out(answer) {
    return answer.status === 401 || (answer.status === 303 && /^\/login/.test(answer.headers.location ?? ''));
  }

  /* A guest who got in by a link of activation is to be a guest again. */
  async out_again(answer) {
    if (!(answer.headers['set-cookie'] ?? []).some((c) => /^zhibu=./.test(c))) return;
    this.jar.clear();
    await this.learn('/login');
  }

  /* --- with own eyes ---------------------------------------------------------------------------------------------------- */

  look(method, path, bytes, answer) {
    const where = `${method} ${path.split('?')[0].replace(/\/\d{6,}/g, '/:id')}`;
    this.asked.set(where, (this.asked.get(where) ?? 0) + 1);
    const fault = this.fault(answer);
    if (fault && !this.faults.has(`${where} ${fault}`)) this.faults.set(`${where} ${fault}`, `${path} ${bytes.toString().slice(0, 400)}`);
  }

  fault(answer) {
    const h = answer.headers;
    if (answer.status >= 500) return `answered ${answer.status}`;
    const names = answer.raw.filter((_, i) => i % 2 === 0).map((n) => n.toLowerCase());
    const strange = names.find((n) => !KNOWN.has(n));
    if (strange) return `has a header called ${strange}`;
    if (h.location && !/^\/(?![/\\])/.test(h.location)) return `sends to ${h.location}`;
    const type = h['content-type'] ?? '';
    if (!type.startsWith('text/html')) return null;
    if (!/frame-ancestors 'none'/.test(h['content-security-policy'] ?? '')) return 'may be framed';
    const page = answer.body.toString();
    const script = [...page.matchAll(/<script[^>]*>/gi)].find(([tag]) => !/^<script src="\/static\/app\.js\?v=[0-9a-f]+" defer>$/.test(tag));
    if (script) return `has the script ${script[0].slice(0, 200)}`;
    return /SQLITE_|sqlite3|syntax error at or near|PG::|libpq|SELECT .* FROM /.test(page) ? 'speaks of SQL' : null;
  }

  page() {
    const links = this.targets.filter((t) => t.method === 'GET').map((t) => `<a href="${escaped(t.url)}">${escaped(t.route)}</a>`);
    const forms = this.targets.filter((t) => t.method === 'POST').map((t) => {
      const file = t.fields.some((f) => f.type === 'file');
      const inputs = [...t.fields, { name: 'form_token', value: this.token }].map((f) =>
        f.type === 'file' ? `<input type="file" name="${f.name}">` : `<input type="text" name="${f.name}" value="${escaped(f.value)}">`,
      );
      return `<form method="post" action="${escaped(t.path)}"${file ? ' enctype="multipart/form-data"' : ''}>${inputs.join('')}<button>x</button></form>`;
    });
    return `<!doctype html><title>all</title>${links.join(' ')}${forms.join('')}`;
  }
}

/* Of the page of links alone, so that nobody finds fault with it. */
const STRICT = {
  'content-security-policy': "default-src 'self'; script-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

const KNOWN = new Set([
  ...['date', 'connection', 'keep-alive', 'content-length', 'content-type', 'transfer-encoding', 'location', 'set-cookie', 'allow'],
  ...['content-security-policy', 'x-content-type-options', 'referrer-policy', 'cache-control', 'permissions-policy', 'x-frame-options'],
  ...['cross-origin-opener-policy', 'cross-origin-resource-policy', 'vary', 'etag', 'content-disposition', 'content-encoding'],
  ...['clear-site-data', 'retry-after', 'www-authenticate', 'accept-ranges', 'strict-transport-security', 'last-modified', 'x-request-id'],
]);
