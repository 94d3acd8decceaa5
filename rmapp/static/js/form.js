// Forms: errors take the focus, Ctrl-Enter saves, leaving with changes asks (data-guard);
// a second press within a moment is no second request, a later retry is one.

import { onContent, one, opensBeside } from './dom.js';

const changed = new Set();
const sent = new WeakMap();
const moment = 2500;

document.addEventListener('input', (event) => {
  const form = event.target.form;
  if (form?.matches('[data-guard]:not([data-draft])')) changed.add(form); // a draft is kept anyway
});

document.addEventListener('reset', (event) => changed.delete(event.target));

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
  const form = event.target.form ?? one('[data-guard]');
  if (!form || form.method === 'dialog') return;
  event.preventDefault();
  form.requestSubmit(one('button.primary:not([formaction]), button[type="submit"]', form) ?? undefined);
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === 'dialog') return;
  const what = event.submitter?.value ?? '';
  const last = sent.get(form);
  if (last && last.what === what && Date.now() - last.at < moment) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (form.method === 'post') sent.set(form, { what, at: Date.now() });
  if (!opensBeside(event)) changed.delete(form);
}, true);

// What leaves the page fades until the answer is there; a file to be kept leaves the page as it is.
addEventListener('submit', (event) => {
  const { target, defaultPrevented } = event;
  if (defaultPrevented || target.method !== 'post' || opensBeside(event)) return;
  target.setAttribute('aria-busy', 'true');
  setTimeout(() => target.removeAttribute('aria-busy'), 4 * moment);
});

addEventListener('pageshow', (event) => {
  if (event.persisted) changed.clear();
});

addEventListener('beforeunload', (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

onContent((root) => one('.error-summary', root)?.focus());
