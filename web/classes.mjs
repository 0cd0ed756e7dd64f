/* classes.mjs APP.CSS FILE…: names every class that a page uses and the style sheet does not know, and every icon that the sprite lacks. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const [sheet, ...files] = process.argv.slice(2);
const known = new Set([...readFileSync(sheet, 'utf8').matchAll(/\.(-?[a-zA-Z_][\w-]*)/g)].map((m) => m[1]));
const icons = new Set([...readFileSync(join(dirname(sheet), 'icons.svg'), 'utf8').matchAll(/symbol id="([^"]+)"/g)].map((m) => m[1]));
let wrong = 0;
for (const file of files) {
  const html = readFileSync(file, 'utf8').replace(/\{%[^]*?%\}|\{#[^]*?#\}|\{\{[^]*?\}\}/g, ' ');
  const classes = [...html.matchAll(/\sclass="([^"]*)"/g)].flatMap((m) => m[1].split(/\s+/)).filter((c) => c && !known.has(c));
  const missing = [...html.matchAll(/icons\.svg[^"#]*#([\w-]+)"/g)].map((m) => m[1]).filter((i) => !icons.has(i));
  const inline = html.match(/\sstyle="|\son\w+="|<style|<script(?![^>]*\ssrc=)/g) ?? [];
  for (const w of new Set([...classes.map((c) => 'class ' + c), ...missing.map((i) => 'icon ' + i), ...inline.map((s) => 'inline ' + s.trim())])) {
    console.error(`${file}: ${w}`);
    wrong++;
  }
}
process.exit(wrong ? 1 : 0);
