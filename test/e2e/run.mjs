/*
 * test/e2e/run.mjs ZHIBU: a real browser on the samples. Each of the four signs in and walks the main pages at both
 * widths; axe looks at each, in light and dark; then once more without JavaScript, and with the keyboard alone.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Results, Site } from '../harness/site.mjs';

const web = join(dirname(fileURLToPath(import.meta.url)), '../../web/');
const require = createRequire(web);
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const results = new Results();
const site = new Site(process.argv[2]);

/* What each comes for. ORG and MEMBER become the first link of that kind that the list shows. */
const walks = {
  orgdept: ['/', '/orgs', '/orgs/tree', 'ORG', 'ORG/names/new', 'ORG/children/new', '/members', '/members?q=zs', '/members?sex=male&mobile_member=yes', '/members?sheet=filters', '/members?sheet=columns', 'MEMBER', '/members?on=2025-01-01', '/account', '/grants', '/grants?state=ended', '/grants/new', 'GRANT', 'GRANT/endings/new', '/exports/new?of=/members.xlsx', '/retentions', '/nothing'],
  organizer: ['/', '/orgs', 'ORG', '/members', 'MEMBER', '/import'],
  secretary: ['/', 'ORG', '/members', 'MEMBER', '/password', '/notices', '/account/factor', '/account/sessions', '/account/tokens', '/account/proof?next=/me', '/grants', '/grants/new', '/grants/reviews'],
  member: ['/', '/me', '/me/readings', '/me/objections/new', '/privacy', '/account'],
  sysop: ['/accounts', '/accounts?state=invited', '/accounts/new', 'ACCOUNT', 'ACCOUNT/closures/new'],
  secop: ['/grants', '/grants/new', '/grants/reviews', 'GRANT', 'GRANT/endings/new', '/help/roles'],
};

async function signIn(context, login) {
  const tab = await context.newPage();
  await tab.goto(`${site.address}/login`);
  await tab.fill('input[name=login]', login.login);
  await tab.fill('input[name=password]', login.password);
  await Promise.all([tab.waitForNavigation(), tab.click('form[action="/login"] button, main form button')]);
  return tab;
}

/* The first organisation and the first person in this viewer's lists. */
async function places(tab) {
  const first = async (list, pattern) => {
    await tab.goto(site.address + list);
    const found = await tab.$$eval('main a[href]', (links) => links.map((a) => a.getAttribute('href')));
    return found.map((href) => pattern.exec(href)?.[0]).find(Boolean);
  };
  return { ORG: await first('/orgs', /^\/orgs\/\d+/), MEMBER: await first('/members', /^\/members\/\d+/),
    GRANT: (await first('/grants?role=branch_secretary', /^\/grants\/\d+/)) ?? (await first('/grants', /^\/grants\/\d+/)), ACCOUNT: await first('/accounts?q=orgdept', /^\/accounts\/\d+/) };
}

async function faultsOf(tab, scripts) {
  if (!scripts) return [];
  await tab.evaluate(axe); /* evaluate, not a script tag: the page's policy stays on */
  const { violations } = await tab.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
  const wide = await tab.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return [...violations.map((v) => `${v.id}: ${v.help} (${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')})`), ...(wide > 0 ? [`${wide} px wider than the window`] : [])];
}

async function visit(tab, path, where, scripts) {
  const wrong = [];
  const listen = (m) => m.type() === 'error' && !/status of 404/.test(m.text()) && wrong.push(m.text());
  const broken = (e) => wrong.push(e.message);
  tab.on('console', listen);
  tab.on('pageerror', broken);
  const answer = await tab.goto(site.address + path, { waitUntil: 'load' });
  const wanted = path === '/nothing' ? 404 : 200;
  if (answer.status() !== wanted) wrong.push(`status ${answer.status()}`);
  if (!(await tab.$('main h1'))) wrong.push('no heading');
  wrong.push(...(await faultsOf(tab, scripts)));
  tab.off('console', listen);
  tab.off('pageerror', broken);
  results.say(!wrong.length, `${path.replace(/\d{6,}/g, ':id')} ${where}`, wrong.join('\n'));
}

async function walk(browser, who, login, look) {
  const context = await browser.newContext({ viewport: { width: look.width, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    colorScheme: look.dark ? 'dark' : 'light', javaScriptEnabled: look.scripts !== false });
  const where = `for ${who}, ${look.width} px${look.dark ? ', dark' : ''}${look.scripts === false ? ', without JavaScript' : ''}`;
  const tab = await signIn(context, login);
  results.say(!tab.url().includes('/login'), `signing in ${where}`, tab.url());
  const at = await places(tab);
  for (const step of walks[who]) {
    const path = step.replace(/^(ORG|MEMBER|GRANT|ACCOUNT)/, (kind) => at[kind] ?? `/${kind}-is-in-no-list`);
    await visit(tab, path, where, look.scripts !== false);
  }
  await context.close();
}

/* Nothing but Tab and Enter: the first stop skips to the text, every stop can be seen, signing in works. */
async function keyboard(browser, login) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const tab = await context.newPage();
  await tab.goto(`${site.address}/login`);
  const focus = () => tab.evaluate(() => {
    const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
    return { name: at.getAttribute('name'), href: at.getAttribute('href'), seen: box.width > 0 && box.height > 0,
      ring: style.outlineStyle !== 'none' || style.boxShadow !== 'none' };
  });
  await tab.evaluate(() => document.activeElement?.blur());
  await tab.keyboard.press('Tab');
  const stops = [await focus()];
  for (let i = 0; i < 12 && stops.at(-1).name !== 'login'; i++) {
    await tab.keyboard.press('Tab');
    stops.push(await focus());
  }
  results.say(stops.some((s) => s.href?.startsWith('#')) || stops[0].name === 'login', 'the first stop of the keyboard skips to the text', JSON.stringify(stops));
  results.say(stops.every((s) => s.seen && s.ring), 'every stop of the keyboard can be seen', JSON.stringify(stops.filter((s) => !s.seen || !s.ring)));
  await tab.keyboard.type(login.login);
  await tab.keyboard.press('Tab');
  await tab.keyboard.type(login.password);
  await Promise.all([tab.waitForNavigation(), tab.keyboard.press('Enter')]);
  results.say(!tab.url().includes('/login'), 'signing in by keyboard', tab.url());
  await context.close();
}

/* Those who see no members: their accounts are none of script/site's. */
function administrators() {
  const made = { sysop: 'sys_admin', secop: 'sec_admin' }, password = 'Hai-tang-2026';
  for (const [login, role] of Object.entries(made))
    execFileSync(site.zhibu, ['user', 'add', login, '--role', role, '--password-stdin', ...site.options()], { input: `${password}\n` });
  return Object.fromEntries(Object.keys(made).map((login) => [login, { login, password }]));
}

async function signInPage(browser) {
  for (const width of [390, 1440])
    for (const dark of [false, true]) {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
      await visit(await context.newPage(), '/login', `for a guest, ${width} px${dark ? ', dark' : ''}`, true);
      await context.close();
    }
}

let browser;
try {
  site.make();
  await site.start();
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--lang=zh-CN'] });
  await signInPage(browser);
  const logins = { ...site.logins, ...administrators() };
  for (const who of Object.keys(walks)) {
    const login = logins[who];
    if (!login) {
      results.say(false, `there is an account for ${who}`, 'script/site made none');
      continue;
    }
    for (const look of [{ width: 390 }, { width: 1440 }, { width: 1440, dark: true }, { width: 390, scripts: false }]) await walk(browser, who, login, look);
  }
  await keyboard(browser, logins.orgdept);
  const { code } = await site.stop();
  results.say(code === 0, 'the server ends when asked', `${code}: ${site.log}`);
} catch (error) {
  results.say(false, 'the walk goes through', `${error.stack}\n${site.log}`);
  site.server?.kill('SIGKILL');
}
await browser?.close();
site.remove();
results.end();
