// Theme, density, side bar: applied at once and kept in a cookie; the forms also work without.

import { all, one, remember } from './dom.js';

const root = document.documentElement;

function choose(name, value) {
  if (value) root.dataset[name] = value;
  else delete root.dataset[name];
  remember(name, value);
  for (const button of all(`form[data-appearance="${name}"] button`)) {
    button.setAttribute('aria-pressed', String(button.value === value));
  }
}

document.addEventListener('submit', (event) => {
  const { appearance } = event.target.dataset;
  if (!appearance || !event.submitter) return;
  event.preventDefault();
  choose(appearance, event.submitter.value);
});

document.addEventListener('click', (event) => {
  const button = event.target.closest('[data-sidebar-toggle]');
  if (!button) return;
  const narrow = root.dataset.sidebar !== 'narrow';
  choose('sidebar', narrow ? 'narrow' : '');
  button.setAttribute('aria-expanded', String(!narrow));
});

root.classList.add('js');
one('[data-sidebar-toggle]')?.setAttribute('aria-expanded', String(root.dataset.sidebar !== 'narrow'));
