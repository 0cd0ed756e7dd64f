/* src/app.js: the little that makes pages pleasanter. Every page works without it.
 * Each module listens on the document, so what htmx swaps in later needs no wiring. */
import htmx from 'htmx.org';
import { keys } from './keys.js';
import { rows } from './rows.js';
import { textSize } from './text-size.js';
import { drafts } from './drafts.js';
import { errorSummary } from './error-summary.js';
import { sheets } from './sheets.js';
import { printing } from './printing.js';

document.documentElement.classList.add('js');
htmx.config.allowEval = false; /* the page's policy forbids it anyway; say so before htmx tries */
for (const start of [keys, rows, textSize, drafts, errorSummary, sheets, printing]) start(document);
