// The words of data-tip, on hover and on focus; Esc hides them.

import { create } from './dom.js';

let tip = null;

function hide() {
  tip?.remove();
  tip = null;
}

function show(element) {
  hide();
  if (!element) return;
  tip = create('div', { class: 'tip', 'aria-hidden': 'true' }, element.dataset.tip);
  (element.closest('dialog') ?? document.body).append(tip);
  const box = element.getBoundingClientRect();
  const left = box.left + box.width / 2 - tip.offsetWidth / 2;
  const above = box.top - tip.offsetHeight - 8;
  tip.style.left = `${Math.max(8, Math.min(innerWidth - tip.offsetWidth - 8, left))}px`;
  tip.style.top = `${above < 8 ? box.bottom + 8 : above}px`;
}

const tipped = (event) => event.target.closest?.('[data-tip]');

document.addEventListener('pointerover', (event) => show(tipped(event)));
document.addEventListener('focusin', (event) => {
  const element = tipped(event);
  if (element?.matches(':focus-visible')) show(element);
});
document.addEventListener('focusout', hide);
document.addEventListener('scroll', hide, { capture: true, passive: true });
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') hide();
});
