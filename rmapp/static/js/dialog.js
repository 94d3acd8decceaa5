// Dialogs. A link with data-dialog shows its page's fragment in the shared dialog; a button with
// data-open="id" opens a dialog of the page; data-close closes. A form or its button with
// data-confirm asks first, in words, with the verb on the button (data-verb).

import { announceContent, one } from './dom.js';
import { parse, refuse } from './answers.js';

const confirmed = new WeakSet();

async function showFragment(link) {
  const dialog = one('#dialog');
  const body = one('#dialog-body');
  link.setAttribute('aria-busy', 'true');
  const response = await fetch(link.href, { headers: { 'X-Fragment': '1', Accept: 'text/html' } })
    .catch(() => null);
  link.removeAttribute('aria-busy');
  if (!response) return location.assign(link.href);
  const page = parse(await response.text());
  if (!response.ok || one('[data-refusal]', page)) return refuse(page);
  if (one('main', page)) return location.assign(response.url);
  body.replaceChildren(...page.body.childNodes);
  one('#dialog-title').textContent = link.dataset.dialog || one('[data-title]', body)?.dataset.title
    || link.textContent.trim();
  dialog.showModal();
  announceContent(body);
  (one('[autofocus]', body) ?? one('input:not([type=hidden]), select, textarea', body))?.focus();
  return undefined;
}

const leadsHere = ({ pathname, search }) => `${pathname}${search}` === `${location.pathname}${location.search}`;

document.addEventListener('click', (event) => {
  const { target } = event;
  const plain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  const link = target.closest('a[data-dialog]');
  if (link && plain) {
    event.preventDefault();
    link.closest('details.menu')?.removeAttribute('open');
    showFragment(link);
    return;
  }
  const opener = target.closest('[data-open]');
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.open)?.showModal();
    return;
  }
  const dialog = target.closest('dialog');
  const back = target.closest('dialog .form-end > a[href]');
  if (back && plain && leadsHere(back)) {
    event.preventDefault();
    dialog.close();
  } else if (dialog && target.closest('[data-close]')) dialog.close();
  else if (target.matches('dialog') && !one('form[data-guard]', dialog)) dialog.close();
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  const asking = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asking.dataset.confirm) return;
  if (confirmed.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = one('#confirm');
  const { submitter } = event;
  one('p', dialog).textContent = asking.dataset.confirm;
  const button = one('[value="yes"]', dialog);
  button.textContent = asking.dataset.verb || submitter?.textContent.trim() || button.textContent;
  button.className = submitter?.matches('.danger') ? 'btn danger' : 'btn primary';
  dialog.returnValue = '';
  dialog.showModal();
  dialog.addEventListener('close', () => {
    if (dialog.returnValue !== 'yes') return;
    confirmed.add(form);
    form.requestSubmit(submitter?.isConnected ? submitter : undefined);
  }, { once: true });
}, true);
