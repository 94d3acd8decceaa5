// The brief beside a list: each row with a client gets a button that opens it at the side. Under B
// too: once opens, then moves into it; Escape goes back to the row, then closes. While it is open
// it follows the row one stands on. A narrow screen has the page of the brief instead.

import { all, announceContent, create, onContent, one, say } from '../dom.js';
import { parse, refuse } from '../answers.js';

const wide = matchMedia('(min-width: 1000px)');
const found = (row, what) => all('a[href]', row)
  .map(({ pathname }) => pathname.match(new RegExp(`/${what}/([0-9a-z]{16})(/|$)`))?.[1])
  .find(Boolean);
const panel = () => one('#brief');
let shown = null;
let timer = 0;
let asked;

function addressOf(row) {
  const client = found(row, 'clients');
  const contact = found(row, 'interactions');
  return client && `/clients/${client}/brief${contact ? `?contact=${contact}` : ''}`;
}

async function show(row) {
  const link = one('a[data-brief]', row);
  const place = panel();
  if (!link || !place) return;
  asked?.abort();
  asked = new AbortController();
  const headers = { 'X-Fragment': '1', Accept: 'text/html' };
  const response = await fetch(link.href, { headers, signal: asked.signal }).catch(() => null);
  if (!response) return;
  const page = parse(await response.text());
  if (!response.ok || one('[data-refusal], main', page)) {
    refuse(page);
    return;
  }
  shown?.removeAttribute('aria-current');
  shown = row;
  row.setAttribute('aria-current', 'true');
  place.replaceChildren(...page.body.childNodes);
  place.hidden = false;
  place.scrollTop = 0;
  announceContent(place);
  say(one('h2', place)?.textContent ?? '');
}

function close() {
  panel().hidden = true;
  shown?.removeAttribute('aria-current');
  one('a[data-brief]', shown ?? document)?.focus({ preventScroll: true });
  shown = null;
}

onContent((root) => {
  const place = panel();
  if (!place) return;
  if (root === document) shown = null;
  const icon = one('svg.icon').cloneNode(true);
  const use = one('use', icon);
  icon.setAttribute('class', 'icon');
  use.setAttribute('href', use.getAttribute('href').replace(/#.*/, '#note'));
  for (const row of all('[data-item]', root)) {
    const address = addressOf(row);
    const actions = one('.actions', row);
    if (!address || !actions || one('a[data-brief]', row)) continue;
    const { label } = place.dataset;
    const link = create('a', {
      href: address, class: 'btn quiet small square', 'data-brief': '', 'data-key': 'b',
      'aria-label': label, 'data-tip': label,
    });
    link.append(icon.cloneNode(true));
    actions.prepend(link);
  }
});

document.addEventListener('click', (event) => {
  if (event.target.closest('#brief [data-close]')) close();
  const link = event.target.closest('a[data-brief]');
  if (!link || !wide.matches || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const row = link.closest('[data-item]');
  if (row === shown) panel().focus();
  else show(row);
});

document.addEventListener('focusin', ({ target }) => {
  const row = target.closest('[data-item]');
  clearTimeout(timer);
  if (shown && row && row !== shown && one('a[data-brief]', row)) timer = setTimeout(show, 300, row);
});

document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || event.defaultPrevented || !shown || one('dialog[open]')) return;
  event.preventDefault();
  if (panel().contains(document.activeElement)) one('a[data-brief]', shown)?.focus();
  else close();
});
