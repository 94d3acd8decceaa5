// What every module needs: finding, words, the live region, and "content has arrived".

export const one = (selector, root = document) => root.querySelector(selector);
export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

let words;

/** A message of the page's language: the JSON in #i18n; {name} is filled from values. */
export function text(key, values = {}) {
  words ??= JSON.parse(one('#i18n')?.textContent || '{}');
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const csrfToken = () => one('meta[name="csrf-token"]')?.content ?? '';

/** Tell a screen reader, without moving the focus. */
export function say(words) {
  const live = one('#live');
  if (live) live.textContent = words;
}

/** Make an element: create('button', { type: 'button' }, 'words', child). */
export function create(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

const listeners = [];

/** Call handler(root) for the page now, and for every piece that is swapped in later. */
export function onContent(handler) {
  listeners.push(handler);
  handler(document);
}

export function announceContent(root) {
  for (const handler of listeners) handler(root);
}

export const isTyping = (element) =>
  element.matches?.('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]');

export const remember = (name, value) => {
  const safe = location.protocol === 'https:' ? ';secure' : '';
  document.cookie = `${name}=${value};path=/;max-age=31536000;samesite=lax${safe}`;
};

/** Whether a submit event sends a form to a tab of its own: a look at it, after which it goes on. */
export const opensBeside = ({ target, submitter }) => (submitter?.formTarget || target.target) === '_blank';
