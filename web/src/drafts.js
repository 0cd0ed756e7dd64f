/* src/drafts.js: what was typed survives a lost connection or an expired session, in this tab only.
 * <form data-draft> opts in. Never kept: passwords, files, hidden fields, and whatever is marked data-sensitive.
 * A page that says it is done (<… data-draft-done="/address">) forgets the draft of the form that led there. */
const key = (address) => 'draft ' + address;
const addressOf = (form) => new URL(form.action, location.href).pathname;
const kept = (el) =>
  el.name && !['password', 'file', 'hidden', 'submit', 'button'].includes(el.type) && !el.closest('[data-sensitive]');

function save(form) {
  const values = {};
  for (const el of form.elements) {
    if (!kept(el) || ((el.type === 'radio' || el.type === 'checkbox') && !el.checked)) continue;
    (values[el.name] ||= []).push(el.value);
  }
  sessionStorage.setItem(key(addressOf(form)), JSON.stringify(values));
}

function restore(form) {
  const text = sessionStorage.getItem(key(addressOf(form)));
  if (!text || form.querySelector('[aria-invalid]')) return; /* the server has sent back what was typed */
  const values = JSON.parse(text);
  for (const el of form.elements) {
    if (!kept(el)) continue;
    const saved = values[el.name] ?? [];
    if (el.type === 'radio' || el.type === 'checkbox') el.checked = saved.includes(el.value);
    else if (saved.length > 0) el.value = saved.shift();
  }
}

export function drafts(doc) {
  try {
    doc.querySelectorAll('[data-draft-done]').forEach((el) => sessionStorage.removeItem(key(el.dataset.draftDone)));
    doc.querySelectorAll('form[data-draft]').forEach(restore);
  } catch {
    return; /* storage is switched off: nothing is kept, nothing breaks */
  }
  doc.addEventListener('input', (event) => {
    const form = event.target.form;
    if (form?.matches('[data-draft]')) save(form);
  });
  doc.addEventListener('submit', (event) => {
    if (event.target.matches('form[data-sign-out]')) sessionStorage.clear();
  });
}
