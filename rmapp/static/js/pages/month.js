// The month: a contact goes to another day at its hour, by mouse, by a long press, or by keys (Space
// lifts, arrows move by a day or a week, Space drops, Escape puts back). data-held on what may be
// moved says "HH:MM:version:minutes", data-date the day of each cell.

import { all, one, say, text } from '../dom.js';
import { onlyDrag, unclick } from './dragging.js';
import { send } from './moving.js';

let held = null;
const cellOf = (link) => link.closest('td');
const days = (link) => all('td[data-date]', link.closest('.month'));

function mark(cell) {
  one('.month td.drop')?.classList.remove('drop');
  cell?.classList.add('drop');
  if (held) held.cell = cell;
}

function lift(link) {
  held.on = true;
  link.classList.add('lifted');
  mark(cellOf(link));
}

function letGo() {
  const { link } = held;
  link.classList.remove('lifted');
  mark(null);
  held = null;
}

function drop() {
  const { link, cell } = held;
  letGo();
  if (!cell || cell === cellOf(link)) return;
  const [hours, least, version, minutes] = link.dataset.held.split(':');
  send(link, { at: `${cell.dataset.date}T${hours}:${least}`, minutes, version }, () => link.focus());
}

document.addEventListener('pointerdown', (press) => {
  const link = press.target.closest?.('.month li')?.querySelector('a[data-held]');
  if (!link || press.button || held) return;
  held = {
    link, pointer: press.pointerId, x: press.clientX, y: press.clientY,
    touch: press.pointerType === 'touch',
  };
  if (held.touch) held.timer = setTimeout(() => lift(link), 350);
});

document.addEventListener('pointermove', (move) => {
  if (!held || held.keys || move.pointerId !== held.pointer) return;
  if (!held.on && Math.hypot(move.clientX - held.x, move.clientY - held.y) < 6) return;
  if (!held.on && held.touch) { clearTimeout(held.timer); held = null; return; }
  if (!held.on) lift(held.link);
  mark(document.elementFromPoint(move.clientX, move.clientY)?.closest('td[data-date]') ?? null);
});

function finish(lifted) {
  if (!held || held.keys || lifted.pointerId !== held.pointer) return;
  clearTimeout(held.timer);
  if (!held.on) { held = null; return; }
  unclick();
  if (lifted.type === 'pointercancel') letGo();
  else drop();
}

document.addEventListener('pointerup', finish);
document.addEventListener('pointercancel', finish);
onlyDrag(() => held?.on, '.month');

const STEPS = { ArrowUp: -7, ArrowDown: 7, ArrowLeft: -1, ArrowRight: 1 };

document.addEventListener('keydown', (key) => {
  const link = key.target;
  if (!link.matches?.('.month a[data-held]')) return;
  const lifted = held?.keys && held.link === link;
  if (key.key === ' ' && lifted) drop();
  else if (key.key === ' ' && !held) {
    held = { link, keys: true };
    lift(link);
    say(text('lifted', { name: link.textContent }));
  } else if (lifted && ['Escape', 'Tab', 'Enter'].includes(key.key)) letGo();
  else if (lifted && STEPS[key.key]) {
    const among = days(link);
    const cell = among[among.indexOf(held.cell) + STEPS[key.key]];
    if (cell) {
      mark(cell);
      say(one('.date', cell).ariaLabel);
    }
  } else return;
  key.preventDefault();
});
