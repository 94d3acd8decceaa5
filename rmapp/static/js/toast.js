// Short messages bottom right. The server writes them into the page (.toasts) or into a fragment
// (.toast anywhere); Undo is a form of its own and works without this file. Eight seconds, longer
// while looked at; a refusal stays until it is closed.

import { all, create, one, onContent, text } from './dom.js';

const seconds = 8;
const armed = new WeakSet();

function arm(node) {
  if (armed.has(node)) return;
  armed.add(node);
  const stays = node.matches('.bad, .warn');
  let timer;
  const stop = () => clearTimeout(timer);
  const start = () => {
    stop();
    if (!stays) timer = setTimeout(() => node.remove(), seconds * 1000);
  };
  node.addEventListener('pointerenter', stop);
  node.addEventListener('pointerleave', start);
  node.addEventListener('focusin', stop);
  node.addEventListener('focusout', start);
  if (!one('[data-close]', node)) {
    node.append(create('button', { type: 'button', 'data-close': '', 'aria-label': text('close') }, '×'));
  }
  one('[data-close]', node).addEventListener('click', () => node.remove());
  start();
}

/** Show words; tone ok, warn or bad; link {href, label} opens in a new tab. */
export function toast(words, { tone = 'ok', link = null } = {}) {
  const node = create('div', { class: `toast ${tone}` }, create('p', {}, words));
  if (link) node.append(create('a', { href: link.href, target: '_blank' }, link.label));
  one('.toasts').append(node);
  arm(node);
}

/** Move the toasts of a fetched piece into their corner. */
export function adoptToasts(page) {
  for (const node of all('.toast', page)) {
    one('.toasts').append(node);
    arm(node);
  }
}

onContent(() => all('.toasts > .toast').forEach(arm));
