/* src/printing.js: the print button, and folded clauses unfold on paper and fold again afterwards. */
export function printing(doc) {
  doc.addEventListener('click', (event) => {
    if (event.target.closest('[data-print]')) window.print();
  });
  let opened = [];
  window.addEventListener('beforeprint', () => {
    opened = [...doc.querySelectorAll('details.fold:not([open]):not(.no-print)')];
    opened.forEach((d) => (d.open = true));
  });
  window.addEventListener('afterprint', () => opened.forEach((d) => (d.open = false)));
}
