/* pages.mjs: what shot.mjs and axe.mjs share: reading the options, and serving prototype files under the product's own policy. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { basename, dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.webmanifest': 'application/manifest+json' };
export const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/* --name VALUE, or --name alone where it is one of flags; everything else is a page. */
export function options(args, flags) {
  const opt = { pages: [] };
  for (let i = 0; i < args.length; i++) {
    const name = args[i].startsWith('--') ? args[i].slice(2) : null;
    if (!name) opt.pages.push(args[i]);
    else opt[name] = flags.includes(name) ? true : args[++i];
  }
  return opt;
}

function fileFor(url, files, assets) {
  const path = new URL(url, 'http://x').pathname;
  if (path.startsWith('/static/')) return join(assets, basename(path));
  return join(files, basename(path));
}

export async function serve(opt) {
  const assets = opt.assets ?? join(here, '../build/gen/static');
  const files = opt.files ?? join(here, 'prototype');
  const server = createServer((req, res) => {
    const file = fileFor(req.url, files, assets);
    if (!existsSync(file) || !types[extname(file)]) return res.writeHead(404).end();
    res.writeHead(200, { 'content-type': types[extname(file)], 'content-security-policy': policy });
    res.end(readFileSync(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  const base = `http://127.0.0.1:${server.address().port}/`;
  return { address: (page) => (page.startsWith('http') ? page : base + basename(page)), close: () => server.close() };
}
