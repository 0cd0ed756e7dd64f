/* src/text-size.js: large text at once, without a new page. The form works by itself; the server sets the same cookie. */
export function textSize(doc) {
  doc.addEventListener('submit', (event) => {
    const form = event.target.closest('form[data-text-size]');
    if (!form) return;
    event.preventDefault();
    const large = doc.documentElement.classList.toggle('large');
    const secure = location.protocol === 'https:' ? '; Secure' : '';
    doc.cookie = `large=${large ? 1 : 0}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
    form.elements.large.value = large ? '0' : '1';
    form.querySelector('[data-word]').textContent = large ? '标准文字' : '大字';
  });
}
