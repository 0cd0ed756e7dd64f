/* test/harness/site.mjs: a site and its server for the tests that are written in JavaScript, made by script/site as a user does. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Site {
  constructor(zhibu, { database, data } = {}) {
    this.zhibu = zhibu;
    this.database = database;
    this.scratch = data ? null : mkdtempSync(join(tmpdir(), 'zhibu-'));
    this.data = data ?? join(this.scratch, 'var');
  }

  /* The samples (or other workbooks) and four accounts, unless the folder holds a site already. */
  make(orgs = '', members = '') {
    if (existsSync(join(this.data, 'logins.txt'))) return this;
    mkdirSync(this.data, { recursive: true });
    execFileSync('script/site', [this.zhibu, this.data, orgs, members, this.database ?? ''], { stdio: ['ignore', 'ignore', 'inherit'] });
    return this;
  }

  /* { orgdept: {label, login, password}, … } */
  get logins() {
    const rows = readFileSync(join(this.data, 'logins.txt'), 'utf8').trim().split('\n').map((l) => l.split('\t'));
    return Object.fromEntries(rows.map(([label, login, password]) => [login, { label, login, password }]));
  }

  options() {
    return ['--data', this.data, ...(this.database ? ['--database', this.database] : [])];
  }

  command(...words) {
    return execFileSync(this.zhibu, [...words, ...this.options()], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], maxBuffer: 1 << 28 });
  }

  token(login) {
    return this.command('token', 'add', login, '--days', '1').trim();
  }

  /* Resolves once it answers; what it says on standard error is kept. */
  start(listen = '127.0.0.1:0', more = []) {
    this.log = '';
    this.server = spawn(this.zhibu, ['serve', '--listen', listen, ...more, ...this.options()], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((done) => this.server.on('exit', (code, signal) => done({ code, signal })));
    this.server.stderr.on('data', (text) => (this.log += text));
    return new Promise((done, fail) => {
      let said = '';
      this.server.stdout.on('data', (text) => {
        said += text;
        const ready = /ready (http:\/\/\S+)/.exec(said);
        if (ready) done((this.address = ready[1]));
      });
      this.ended.then(({ code, signal }) => fail(new Error(`the server ended (${code ?? signal}): ${this.log}`)));
    });
  }

  async stop(signal = 'SIGTERM') {
    this.server.kill(signal);
    return this.ended;
  }

  /* A GET or, with a body, a POST of JSON; program, not browser. */
  async json(path, token, body) {
    const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
    const init = body ? { method: 'POST', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify(body) } : { headers };
    const answer = await fetch(this.address + path, init);
    return { status: answer.status, body: await answer.json().catch(() => null) };
  }

  async rows(path, token) {
    const all = [];
    for (let next = path; next; ) {
      const { status, body } = await this.json(next, token);
      if (status !== 200) throw new Error(`${next} answered ${status}`);
      all.push(...body.rows);
      next = body.next;
    }
    return all;
  }

  remove() {
    if (this.scratch) rmSync(this.scratch, { recursive: true, force: true });
  }
}

/* TAP, as the programs in C say it. */
export class Results {
  n = 0;
  failed = 0;
  say(ok, name, why = '') {
    this.n++;
    if (!ok) this.failed++;
    console.log(`${ok ? 'ok' : 'not ok'} ${this.n} - ${name}${ok ? '' : '\n#   ' + String(why).replace(/\n/g, '\n#   ')}`);
  }
  end() {
    console.log(`1..${this.n}`);
    process.exitCode = this.failed || !this.n ? 1 : 0;
  }
}
