/* src/rows.js: chosen rows. The bar of what can be done with them shows only while something is chosen. */
function count(doc, bar) {
  const boxes = [...doc.querySelectorAll(`.pick input[form="${bar.id}"][name]`)];
  const chosen = boxes.filter((b) => b.checked).length;
  bar.classList.toggle('is-open', chosen > 0);
  const out = bar.querySelector('output');
  if (out) out.textContent = String(chosen);
  const all = doc.querySelector(`.pick input[form="${bar.id}"]:not([name])`);
  if (!all) return;
  all.checked = chosen > 0 && chosen === boxes.length;
  all.indeterminate = chosen > 0 && chosen < boxes.length;
}

export function rows(doc) {
  const recount = () => doc.querySelectorAll('form.bulk[id]').forEach((bar) => count(doc, bar));
  doc.addEventListener('change', (event) => {
    const box = event.target;
    if (!box.matches('.pick input')) return;
    if (!box.name) {
      doc.querySelectorAll(`.pick input[form="${box.getAttribute('form')}"][name]`).forEach((b) => (b.checked = box.checked));
    }
    recount();
  });
  doc.addEventListener('htmx:afterSettle', recount);
  window.addEventListener('pageshow', recount); /* a browser that comes back keeps the ticks */
}
