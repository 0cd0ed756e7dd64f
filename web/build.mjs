/* build.mjs OUTDIR: bundles what the browser gets. app.css, app.js, icons.svg, favicon.svg, manifest.webmanifest.
 * The same input gives the same bytes, so the server can name the files by their hash. */
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compile } from 'sass';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error('usage: node build.mjs OUTDIR');
  process.exit(1);
}

/* Browsers that people still have in offices: Chromium 87 is what the older Chinese desktop browsers carry. */
const target = ['chrome87', 'firefox91', 'safari14'];

const sassFiles = {
  name: 'sass-files',
  setup(b) {
    b.onLoad({ filter: /\.scss$/ }, ({ path }) => ({
      contents: compile(path, { loadPaths: [join(here, 'node_modules')], quietDeps: true }).css,
      loader: 'css',
    }));
  },
};

async function bundle() {
  await build({
    absWorkingDir: here,
    entryPoints: ['src/app.css', 'src/app.js'],
    outdir: out,
    bundle: true,
    minify: true,
    format: 'iife',
    charset: 'utf8',
    legalComments: 'eof',
    logLevel: 'warning',
    target,
    plugins: [sassFiles],
  });
}

/* One <symbol> per line of icons.txt, drawn with the colour and size of the text around it. */
function sprite() {
  const names = readFileSync(join(here, 'icons.txt'), 'utf8').split('\n').filter((s) => s && !s.startsWith('#'));
  const symbols = names.map((name) => {
    const svg = readFileSync(join(here, 'node_modules/@tabler/icons/icons/outline', name + '.svg'), 'utf8');
    const body = svg.replace(/^[^]*?<svg[^>]*>|<\/svg>\s*$/g, '').replace(/<path stroke="none"[^>]*>/, '');
    return `<symbol id="${name}" viewBox="0 0 24 24">${body.replace(/\s*\n\s*/g, '')}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('\n')}</svg>\n`;
}

mkdirSync(out, { recursive: true });
await bundle();
writeFileSync(join(out, 'icons.svg'), sprite());
for (const name of ['favicon.svg', 'manifest.webmanifest']) copyFileSync(join(here, 'src', name), join(out, name));
