// The board's "Move to" menu: one plain form for all cards, put into the card whose button was
// pressed. Without the script the button is a link to the opportunity, where the same form stands.
// Stages that would refuse are known before: data-refused="lack:stage,stage" on the card, the words
// of a lack in data-lacks of the board.

import { all, create, one } from '../dom.js';

export const lanes = (board) => all('.lane', board);
export const laneOf = (card) => card.closest('.lane');
export const idOf = (card) => card.id.replace('deal-', '');

/** Stage → why the card may not go there. */
export function refusals(card) {
  const words = JSON.parse(card.closest('.board').dataset.lacks || '{}');
  const parts = (card.dataset.refused || '').split(' ').filter(Boolean).map((part) => part.split(':'));
  return Object.fromEntries(
    parts.flatMap(([lack, stages]) => stages.split(',').map((stage) => [stage, words[lack] ?? lack])),
  );
}

const menu = one('#board-menu');
const shelf = menu?.parentElement;

function showMenu(link) {
  menu.open = false;
  const card = link.closest('.deal');
  const refused = refusals(card);
  const form = one('form', menu);
  form.elements.opportunity.value = idOf(card);
  form.elements.version.value = card.dataset.version;
  all('button', form).forEach((button) => button.remove());
  for (const lane of lanes(card.closest('.board'))) {
    const { stage, name } = lane.dataset;
    if (lane === laneOf(card)) continue;
    const button = create('button', { name: 'stage', value: stage }, name);
    button.disabled = stage in refused;
    if (button.disabled) button.append(create('span', { class: 'end tiny muted' }, refused[stage]));
    form.append(button);
  }
  one('summary', menu).setAttribute('aria-label', link.getAttribute('aria-label'));
  link.hidden = true;
  link.after(menu);
  menu.open = true;
  (one('button:not(:disabled)', menu) ?? one('summary', menu)).focus();
}

function hideMenu() {
  const link = menu.previousElementSibling;
  const held = menu.contains(document.activeElement);
  shelf.append(menu);
  if (!link) return;
  link.hidden = false;
  if (held) link.focus();
}

menu?.addEventListener('toggle', () => menu.open || hideMenu());

document.addEventListener('click', (event) => {
  const link = event.target.closest?.('.board [data-move]');
  if (!link || !menu || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  showMenu(link);
}, { capture: true });
