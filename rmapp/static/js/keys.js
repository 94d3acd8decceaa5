// Shortcuts by physical key (event.code), so they work on every layout. Off while typing, and
// wholly off with <body data-shortcuts="off">. A key presses the element with data-key="x" in the
// current [data-item], else on the page; G then a letter follows [data-go="x"]. [ and ] follow the
// page's own rel="prev" and "next", else go on through the list one came from.

import { all, isTyping, one, onContent, remember } from './dom.js';

const names = { BracketLeft: '[', BracketRight: ']', Slash: '/', Space: ' ', Enter: 'enter' };
const nameOf = ({ code }) => names[code] ?? code.replace(/^(Key|Digit|Numpad)/, '').toLowerCase();
let waitingForPlace = 0;

const items = () => all('[data-item]').filter((item) => item.offsetParent !== null);
const current = () => document.activeElement?.closest('[data-item]')
  ?? one('[data-item][data-active]') ?? one('[data-item]:target');

function move(step) {
  const list = items();
  if (!list.length) return;
  const here = current();
  const at = here ? list.indexOf(here) + step : step > 0 ? 0 : list.length - 1;
  const next = list[Math.max(0, Math.min(at, list.length - 1))];
  here?.removeAttribute('data-active');
  next.setAttribute('data-active', '');
  (next.matches('[tabindex]') ? next : one('a, button, summary', next))?.focus();
  next.scrollIntoView({ block: 'nearest' });
}

function press(name) {
  const item = current();
  const element = (item && one(`[data-key="${name}"]`, item)) ?? one(`[data-key="${name}"]`);
  if (!element) return false;
  if (element.dataset.of) { // what it does is done to the row or the contact one is at
    const row = document.activeElement?.closest('a.event') ?? (item && one('a.name', item));
    if (!row) return false;
    element.href = element.dataset.of.replace('*', row.pathname.split('/').pop());
  }
  if (element.matches('input:not([type=radio], [type=checkbox]), textarea')) element.focus();
  else element.click();
  if (element.localName === 'summary') one('a', element.parentElement)?.focus();
  return true;
}

function tick() {
  const box = one('input[type="checkbox"][name]', current() ?? document.createElement('i'));
  box?.click();
  return Boolean(box);
}

function follow(selector) {
  const link = one(selector);
  if (link) link.click();
  return Boolean(link);
}

const came = 'list-rows';
const rows = () => JSON.parse(sessionStorage.getItem(came) ?? '[]');

addEventListener('pagehide', () => {
  const links = all('[data-item]').map((item) => one('a.name, a[data-open-item]', item)?.pathname);
  const list = [...new Set(links.filter(Boolean))];
  if (list.length > 1 && !rows().includes(location.pathname)) {
    sessionStorage.setItem(came, JSON.stringify(list));
  }
});

function neighbour(rel, step) {
  const list = rows();
  const at = list.indexOf(location.pathname);
  const there = at >= 0 && list[at + step];
  if (!follow(`a[rel~="${rel}"]`) && there) location.assign(there);
  return true;
}

const deeds = {
  j: () => move(1) ?? true,
  k: () => move(-1) ?? true,
  x: tick,
  '[': () => neighbour('prev', -1),
  ']': () => neighbour('next', 1),
};

document.addEventListener('keydown', (event) => {
  const { target, ctrlKey, altKey, metaKey, shiftKey } = event;
  if (event.defaultPrevented || ctrlKey || altKey || metaKey) return;
  if (document.body.dataset.shortcuts === 'off' || isTyping(target)) return;
  if (one('dialog[open]') && !target.closest('dialog')) return;
  const name = nameOf(event);
  if (event.key === '?' || (name === '/' && shiftKey)) {
    event.preventDefault();
    if (!one('dialog[open]')) one('#keys')?.showModal();
    return;
  }
  if (shiftKey) return;
  if (Date.now() < waitingForPlace) {
    waitingForPlace = 0;
    if (follow(`[data-go="${name}"]`)) event.preventDefault();
    return;
  }
  if (name === 'g') {
    waitingForPlace = Date.now() + 1000;
    return;
  }
  if (name === 'enter' || name === ' ') return;
  const done = deeds[name] ? deeds[name]() : press(name);
  if (done) event.preventDefault();
});

// One letter may come from dictation: the keys can be switched off (WCAG 2.1.4).
onContent(() => {
  const box = one('[data-keys-switch]');
  if (box) box.checked = document.body.dataset.shortcuts !== 'off';
});

document.addEventListener('change', ({ target }) => {
  if (!target.matches('[data-keys-switch]')) return;
  document.body.dataset.shortcuts = target.checked ? 'on' : 'off';
  remember('shortcuts', document.body.dataset.shortcuts);
});
