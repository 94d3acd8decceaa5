// Shortcuts by physical key (event.code), so they work on every layout. Off while typing, and
// wholly off with <body data-shortcuts="off">. A key presses the element with data-key="x" in the
// current [data-item], else on the page; G then a letter follows [data-go="x"].

import { all, isTyping, one } from './dom.js';

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

const deeds = {
  j: () => move(1) ?? true,
  k: () => move(-1) ?? true,
  x: tick,
  '[': () => follow('a[rel~="prev"]'),
  ']': () => follow('a[rel~="next"]'),
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
