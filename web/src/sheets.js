/* src/sheets.js: one sheet at a time; opening one moves the focus into it, leaving it closes it. */
export function sheets(doc) {
  doc.addEventListener('toggle', (event) => {
    const sheet = event.target;
    if (!sheet.matches?.('details.sheet') || !sheet.open) return;
    doc.querySelectorAll('details.sheet[open]').forEach((d) => d !== sheet && !d.contains(sheet) && (d.open = false));
    sheet.querySelector('.sheet-body')?.scrollIntoView({ block: 'nearest' });
    sheet.querySelector('.sheet-body :is(input:not([type="hidden"]), select, a, button)')?.focus({ preventScroll: true });
  }, true);
  doc.addEventListener('focusout', (event) => {
    const sheet = event.target.closest?.('details.sheet[open]');
    if (sheet && event.relatedTarget && !sheet.contains(event.relatedTarget)) sheet.open = false;
  });
  doc.addEventListener('click', (event) => {
    if (event.target.closest('[data-close]')) event.target.closest('details.sheet').open = false;
    if (!event.target.closest('.find')) doc.querySelectorAll('.find .found').forEach((f) => f.replaceChildren());
  });
}
