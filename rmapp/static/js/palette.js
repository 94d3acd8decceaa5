// The palette (Ctrl-K or /): the server's hits for what is typed, then pages and commands of the
// page itself. Enter opens, Ctrl-Enter in a new tab, Tab shows what can be done with the hit.
// Without this file the search field is a link to /search.

import { all, create, one, isTyping, say, text } from './dom.js';
import { parse } from './answers.js';

const wait = 150;
const russian = 'йцукенгшщзхъфывапролджэячсмитьбю';
const english = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
let timer;
let asking = null;

const parts = () => {
  const dialog = one('#palette');
  return { dialog, input: one('input', dialog), list: one('[role="listbox"]', dialog) };
};

/** The same keys on the other layout: "vjq ltym" is "мой день". */
function otherLayout(words) {
  const swap = (from, to) => (letter) => to[from.indexOf(letter)] ?? letter;
  const turn = /[а-яё]/.test(words) ? swap(russian, english) : swap(english, russian);
  return [...words].map(turn).join('');
}

function choose(index) {
  const { input, list } = parts();
  const options = all('[role="option"]', list);
  options.forEach((option, at) => {
    option.id ||= `hit-${at}`;
    option.tabIndex = -1;
    option.setAttribute('aria-selected', String(at === index));
  });
  const active = options[index];
  if (active) input.setAttribute('aria-activedescendant', active.id);
  else input.removeAttribute('aria-activedescendant');
  active?.scrollIntoView({ block: 'nearest' });
  return active;
}

const chosen = () => one('[aria-selected="true"]', parts().list);

function move(step) {
  const options = all('[role="option"]', parts().list);
  if (options.length) choose((options.indexOf(chosen()) + step + options.length) % options.length);
}

/** The places of the navigation, as hits. */
function places() {
  return all('nav.side li a').map((link) => {
    const [mark, name] = [one('svg', link).cloneNode(true), create('span', {}, one('span', link).textContent)];
    const hit = create('a', { role: 'option', href: link.getAttribute('href') }, mark, name);
    if (link.dataset.go) hit.append(create('kbd', {}, `G ${link.dataset.go.toUpperCase()}`));
    return hit;
  });
}

/** Pages and commands of this page that begin with every word typed. */
function localHits(words) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  const other = otherLayout(words.toLowerCase()).split(/\s+/).filter(Boolean);
  const groups = one('#palette-local').content.cloneNode(true);
  one('[data-places]', groups).append(...places());
  for (const option of all('[role="option"]', groups)) {
    const own = option.textContent.toLowerCase();
    const has = (list) => list.every((word) => own.split(/[\s«(]+/).some((part) => part.startsWith(word)));
    if (!has(wanted) && !has(other)) option.remove();
  }
  for (const group of all('[role="group"]', groups)) if (!one('[role="option"]', group)) group.remove();
  return [...groups.children];
}

function fill(nodes) {
  const { list, input } = parts();
  const empty = one('[data-empty]', parts().dialog);
  list.replaceChildren(...nodes, ...localHits(input.value));
  all('[id]', list).forEach((node) => { if (node.matches('[role="option"]')) node.id = ''; });
  const hits = all('[role="option"]', list).length;
  empty.hidden = hits > 0;
  say(text('hits', { n: hits }));
  choose(0);
}

async function ask(url) {
  asking?.abort();
  asking = new AbortController();
  try {
    const response = await fetch(url, { headers: { 'X-Fragment': '1' }, signal: asking.signal });
    const page = response.ok ? parse(await response.text()) : null;
    fill(page && !one('main', page) ? [...page.body.children] : []);
  } catch (error) {
    if (error.name !== 'AbortError') fill([]);
  }
}

const search = () => {
  const { dialog, input } = parts();
  if (!dialog.dataset.search) return fill([]);
  return ask(`${dialog.dataset.search}?${new URLSearchParams({ q: input.value.trim() })}`);
};

function open() {
  const { dialog, input } = parts();
  if (!dialog || dialog.open) return;
  dialog.showModal();
  input.value = '';
  fill([]);
  search();
}

document.addEventListener('click', (event) => {
  if (!event.target.closest('[data-palette]') || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  open();
});

document.addEventListener('input', (event) => {
  if (event.target !== one('#palette input')) return;
  clearTimeout(timer);
  timer = setTimeout(search, wait);
});

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.code === 'KeyK') {
    event.preventDefault();
    open();
  } else if (event.code === 'Slash' && event.key !== '?' && !event.shiftKey && !event.ctrlKey && !event.altKey) {
    if (isTyping(event.target) || one('dialog[open]') || document.body.dataset.shortcuts === 'off') return;
    event.preventDefault();
    open();
  } else if (event.target === one('#palette input')) {
    const active = chosen();
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Tab' && !event.shiftKey && active?.dataset.actions) ask(active.dataset.actions);
    else if (event.key === 'Enter' && active) {
      if (event.ctrlKey || event.metaKey) window.open(active.href, '_blank', 'noopener');
      else { parts().dialog.close(); active.click(); }
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}, true);
