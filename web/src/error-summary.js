/* src/error-summary.js: after a refused form the summary has the focus, and its links lead into the fields. */
export function errorSummary(doc) {
  const focus = () => doc.querySelector('.error-summary')?.focus();
  focus();
  doc.addEventListener('htmx:afterSettle', (event) => {
    if (event.target.querySelector?.('.error-summary')) focus();
  });
  doc.addEventListener('click', (event) => {
    const link = event.target.closest('.error-summary a[href^="#"]');
    const field = link && doc.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.closest('.field')?.scrollIntoView({ block: 'start' });
    field.focus({ preventScroll: true });
  });
}
