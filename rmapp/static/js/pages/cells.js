// Cells of the list changed where they stand: Enter, F2, E or a double click opens one, Enter saves,
// Escape leaves it, arrows go on. From a row's name the right arrow goes into its cells.

import { all, csrfToken, one, onContent, say, text } from '../dom.js';
import { parse, refusalWords, showPage } from '../answers.js';
import { toast } from '../toast.js';
import { cellOf, firstOf, keyOf } from './cell-links.js';

let open = null; // { td, was, url, before }

const addressOf = (td) => `${one('a.name', td.parentElement).pathname}/cells/${keyOf(td)}`;
const typed = () => JSON.stringify([...new FormData(one('#cell'))].filter(([name]) => !['csrf_token', 'form_key'].includes(name)));

function reach(td) {
  for (const other of all('tbody td[tabindex="0"]', td.closest('table'))) other.tabIndex = -1;
  td.tabIndex = 0;
  td.focus();
}

onContent((root) => {
  for (const head of all('th[data-cell]', root)) {
    const { tBodies } = head.closest('table');
    for (const row of tBodies[0].rows) row.cells[head.cellIndex].tabIndex = -1;
    if (!one('td[tabindex="0"]', tBodies[0])) tBodies[0].rows[0].cells[head.cellIndex].tabIndex = 0;
  }
});

/** Put the cell an answer brings in place of `td`; null when it brings something else. */
function put(td, html) {
  if (!html.trimStart().startsWith('<td')) return null;
  const fresh = document.adoptNode(one('td', parse(`<table><tr>${html}</tr></table>`)));
  td.replaceWith(fresh);
  return fresh;
}

function refused(html) {
  const page = parse(html);
  if (one('main', page) && !page.body.dataset.person) showPage(page);
  else toast(refusalWords(page), { tone: 'bad' });
}

async function send(url, options = {}) {
  const headers = { 'X-Fragment': '1', Accept: 'text/html', 'X-CSRFToken': csrfToken() };
  const response = await fetch(url, { ...options, headers }).catch(() => null);
  if (!response) toast(text('offline'), { tone: 'bad' });
  return response;
}

function begin(td, was, url) {
  open = { td, was, url };
  const control = one('#cell-value', td);
  control?.focus();
  control?.select?.();
  open.before = typed();
}

async function edit(td) {
  if (open?.td.isConnected && !(await leave())) return;
  const url = addressOf(td);
  const response = await send(url);
  if (!response) return;
  const html = await response.text();
  const fresh = response.ok ? put(td, html) : null;
  if (fresh) begin(fresh, td, url);
  else refused(html);
}

function cancel() {
  const { td, was } = open;
  td.replaceWith(was);
  open = null;
  reach(was);
}

/** Save what was typed; false while it cannot be saved, and then it stays. */
async function save() {
  const { td, was, url } = open;
  td.setAttribute('aria-busy', 'true');
  const response = await send(url, { method: 'POST', body: new FormData(one('#cell')) });
  td.removeAttribute('aria-busy');
  if (!response) return false;
  const html = await response.text();
  const fresh = response.ok || response.status === 422 ? put(td, html) : null;
  if (!fresh) {
    refused(html);
    return false;
  }
  if (!response.ok) {
    begin(fresh, was, url);
    open.before = ''; // refused: still to be saved
    return false;
  }
  open = null;
  reach(fresh);
  say(fresh.textContent.trim());
  return true;
}

const leave = async () => (typed() === open.before ? (cancel(), true) : save());

document.addEventListener('dblclick', ({ target }) => {
  const td = cellOf(target);
  if (td && td !== open?.td) edit(td);
});

document.addEventListener('click', ({ target }) => target.closest('[data-cell-cancel]') && cancel());

document.addEventListener('submit', (event) => {
  if (event.target.id !== 'cell' || !open) return;
  event.preventDefault();
  save();
});

const beside = {
  ArrowLeft: (td) => td.previousElementSibling,
  ArrowRight: (td) => td.nextElementSibling,
  ArrowUp: (td) => td.parentElement.previousElementSibling?.cells[td.cellIndex],
  ArrowDown: (td) => td.parentElement.nextElementSibling?.cells[td.cellIndex],
};

document.addEventListener('keydown', (event) => {
  const { target, key } = event;
  const first = firstOf(target);
  const opens = event.code === 'KeyE' && !event.ctrlKey && !event.altKey && !event.metaKey;
  if (open?.td.contains(target)) {
    if (key === 'Escape') cancel();
    else if (key === 'Enter' && target.matches('input, select') && target.type !== 'checkbox') save();
    else if (key === 'Enter' && event.ctrlKey) save();
    else return;
  } else if (first && (key === 'ArrowRight' || opens)) {
    reach(first);
    if (opens) edit(first);
  } else if (target.localName === 'td' && cellOf(target)) {
    if (key === 'Enter' || key === 'F2' || opens) edit(target);
    else if (beside[key]) {
      let next = target;
      do next = beside[key](next); while (next && !cellOf(next));
      if (next) reach(next);
      else if (key === 'ArrowLeft') one('a.name', target.parentElement)?.focus();
      else return;
    } else return;
  } else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

addEventListener('beforeunload', (event) => {
  if (open?.td.isConnected && typed() !== open.before) event.preventDefault();
});
