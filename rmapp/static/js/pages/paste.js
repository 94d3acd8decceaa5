// Quick entry: lines pasted into any field of the form, or into its box, are read at once by the
// form's own button; a key like F2 presses the element with data-fkey.

import { one } from '../dom.js';

document.addEventListener('paste', (event) => {
  const { target } = event;
  const form = target.form ?? one('[data-paste]')?.closest('form');
  const box = form && one('[data-paste] textarea', form);
  const said = event.clipboardData.getData('text').trim();
  const own = target === box;
  if (!box || !said || (!own && (target.localName === 'textarea' || !said.includes('\n')))) return;
  event.preventDefault();
  box.value = own ? `${box.value}\n${said}`.trim() : said;
  form.requestSubmit(one('[data-read]', form));
});

document.addEventListener('keydown', (event) => {
  const element = /^F\d/.test(event.key) && one(`[data-fkey="${event.key}"]`);
  if (!element) return;
  event.preventDefault();
  element.click();
});
