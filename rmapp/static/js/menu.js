// <details class="menu">: closes by Esc, by a click elsewhere, and when another one opens.

import { all, one } from './dom.js';

const open = () => all('details.menu[open]');

document.addEventListener('click', (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener('keydown', (event) => {
  const menu = event.target.closest?.('details.menu[open]');
  if (!menu) return;
  const items = all('a, button:not(:disabled)', one('.popup', menu) ?? menu);
  const at = items.indexOf(document.activeElement);
  if (event.key === 'Escape') {
    event.preventDefault();
    menu.open = false;
    one('summary', menu).focus();
  } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    if (event.target.matches('input, textarea, select')) return;
    event.preventDefault();
    const step = event.key === 'ArrowDown' ? 1 : -1;
    items[(at + step + items.length) % items.length]?.focus();
  }
});
