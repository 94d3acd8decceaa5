// The planner: a contact goes to another time by mouse, by a long press, or by keys (Space lifts,
// arrows move by a quarter or a day, Space drops, Escape puts back). The same is on its own page,
// a plain form.

import { one, say, text } from '../dom.js';
import { onlyDrag, unclick } from './dragging.js';
import { QUARTERS, columns, inWords, lift, placeOf, put, save, settle, show } from './moving.js';

let held = null;

function start() {
  held.on = true;
  held.event.setPointerCapture(held.pointer);
  lift(held.event);
}

document.addEventListener('pointerdown', (press) => {
  const event = press.target.closest?.('.event[data-held]');
  if (!event || press.button || held) return;
  const box = event.getBoundingClientRect();
  held = {
    event, pointer: press.pointerId, x: press.clientX, y: press.clientY, from: placeOf(event),
    grip: press.clientY - box.top, touch: press.pointerType === 'touch',
  };
  if (held.touch) held.timer = setTimeout(start, 350);
});

document.addEventListener('pointermove', (move) => {
  if (!held || held.keys || move.pointerId !== held.pointer) return;
  if (!held.on && Math.hypot(move.clientX - held.x, move.clientY - held.y) < 6) return;
  if (!held.on) {
    if (held.touch) { clearTimeout(held.timer); held = null; return; }
    start();
  }
  const days = columns(held.event.closest('.week'));
  const found = days.findIndex((day) => move.clientX < day.getBoundingClientRect().right);
  const day = found < 0 ? days.length : found + 1;
  const box = days[0].getBoundingClientRect();
  const slot = Math.round((move.clientY - held.grip - box.top) / (box.height / QUARTERS));
  show(held.event, { day, slot: Math.min(Math.max(slot, 0), QUARTERS - 2) });
});

function finish(lifted) {
  if (!held || held.keys || lifted.pointerId !== held.pointer) return;
  clearTimeout(held.timer);
  const { event, on, from } = held;
  held = null;
  if (!on) return;
  unclick();
  if (lifted.type === 'pointercancel') {
    put(event, from);
    settle(event);
  } else save(event, from);
}

document.addEventListener('pointerup', finish);
document.addEventListener('pointercancel', finish);
onlyDrag(() => held?.on, '.week');

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

document.addEventListener('keydown', (key) => {
  const event = key.target;
  if (!event.matches?.('.event[data-held]')) return;
  const lifted = held?.keys && held.event === event;
  if (key.key === ' ') {
    if (lifted) {
      const { from } = held;
      held = null;
      save(event, from);
    } else if (!held) {
      held = { event, keys: true, from: placeOf(event) };
      lift(event);
      say(text('lifted', { name: one('b', event).textContent }));
    }
  } else if (lifted && (key.key === 'Escape' || key.key === 'Tab' || key.key === 'Enter')) {
    put(event, held.from);
    settle(event);
    held = null;
  } else if (lifted && STEPS[key.key]) {
    const { day, slot } = placeOf(event);
    const [days, quarters] = STEPS[key.key];
    const most = columns(event.closest('.week')).length;
    const place = {
      day: Math.min(Math.max(day + days, 1), most),
      slot: Math.min(Math.max(slot + quarters, 0), QUARTERS - 2),
    };
    show(event, place);
    event.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    say(inWords(event, place));
  } else return;
  key.preventDefault();
});
