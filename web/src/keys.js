/* src/keys.js: the keyboard. / goes to the search, j and k walk the rows of a table, Enter opens, Esc closes. */
const typing = (el) => el.closest('input, textarea, select, [contenteditable]') !== null;

function rowsOf(doc) {
  return [...doc.querySelectorAll('main .table tbody tr')].filter((tr) => tr.querySelector('a[href]'));
}

function walk(doc, step) {
  const all = rowsOf(doc);
  if (all.length === 0) return;
  const at = all.findIndex((tr) => tr.classList.contains('is-here'));
  const to = Math.min(Math.max(at + step, 0), all.length - 1);
  if (at >= 0) all[at].classList.remove('is-here');
  all[to].classList.add('is-here');
  all[to].querySelector('a[href]').focus({ preventScroll: true });
  all[to].scrollIntoView({ block: 'nearest' });
}

function open(doc, event) {
  const link = doc.querySelector('.table tr.is-here a[href]');
  if (!link || event.target !== doc.body) return; /* a focused link or button opens by itself */
  link.click();
}

/* Up and down between the search field and what it found. */
function inSearch(event) {
  const find = event.target.closest('.find');
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!find || !step) return false;
  const stops = [find.querySelector('input'), ...find.querySelectorAll('.found a')];
  const to = stops[stops.indexOf(event.target) + step];
  if (!to) return false;
  event.preventDefault();
  to.focus();
  return true;
}

function close(doc, event) {
  const find = event.target.closest('.find');
  if (find) {
    find.querySelector('.found')?.replaceChildren();
    find.querySelector('input').focus();
    return;
  }
  const sheet = [...doc.querySelectorAll('details.sheet[open]')].pop();
  if (!sheet) return;
  sheet.open = false;
  sheet.querySelector('summary').focus();
}

export function keys(doc) {
  doc.addEventListener('keydown', (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape') return close(doc, event);
    if (inSearch(event) || typing(event.target)) return;
    if (event.key === 'j') walk(doc, 1);
    else if (event.key === 'k') walk(doc, -1);
    else if (event.key === 'Enter') open(doc, event);
    else if (event.key === '/') {
      const input = doc.querySelector('.find input');
      if (!input) return;
      event.preventDefault();
      input.select();
    }
  });
}
