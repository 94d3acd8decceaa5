// The planner: a contact goes to another time by mouse, by a long press, or by keys (Space lifts,
// arrows move by a quarter or a day, Space drops, Escape puts back). The same is on its own page,
// a plain form. data-held="version:minutes" stands on what may be moved (empty: the first version,
// as long as it is drawn); its day, its quarter of an hour and its length in quarters are its
// classes cN, tN and dN; data-date stands on the column of each day.

import { all, create, csrfToken, one, say, text } from '../dom.js';
import { parse, refusalWords } from '../answers.js';
import { toast } from '../toast.js';

const FIRST_HOUR = 8;
const QUARTERS = 48;
let held = null;

const columns = (week) => all('.column[data-date]', week);
const number = (event, letter) =>
  Number([...event.classList].find((name) => new RegExp(`^${letter}\\d+$`).test(name)).slice(1));
const placeOf = (event) => ({ day: number(event, 'c'), slot: number(event, 't') });

function put(event, { day, slot }) {
  const before = placeOf(event);
  event.classList.replace(`c${before.day}`, `c${day}`);
  event.classList.replace(`t${before.slot}`, `t${slot}`);
}

function hourOf(slot) {
  const minutes = FIRST_HOUR * 60 + slot * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function inWords(event, { day, slot }) {
  const head = one(`.head.c${day}`, event.closest('.week'));
  return `${head.title || head.textContent.trim()}, ${hourOf(slot)}`;
}

function lift(event) {
  event.classList.add('lifted');
  event.append(create('output', { class: 'at' }));
}

function show(event, place) {
  put(event, place);
  one('output', event).textContent = hourOf(place.slot);
}

function settle(event) {
  event.classList.remove('lifted');
  event.removeAttribute('style');
  one('output', event)?.remove();
}

async function save(event, from) {
  const place = placeOf(event);
  settle(event);
  if (place.day === from.day && place.slot === from.slot) return;
  const week = event.closest('.week');
  const { date } = columns(week)[place.day - 1].dataset;
  const [version, minutes] = (event.dataset.held || `1:${number(event, 'd') * 15}`).split(':');
  const token = csrfToken();
  const body = new URLSearchParams({
    at: `${date}T${hourOf(place.slot)}`, minutes, version, csrf_token: token, back: location.pathname,
  });
  event.setAttribute('aria-busy', 'true');
  try {
    const url = `${event.getAttribute('href')}/move`;
    const options = { method: 'POST', body, headers: { 'X-CSRFToken': token }, redirect: 'manual' };
    const response = await fetch(url, options);
    if (response.type === 'opaqueredirect') { location.reload(); return; }
    const page = parse(await response.text());
    const said = all('.error-summary li', page).map((item) => item.textContent.trim()).join(' ');
    toast(said || refusalWords(page), { tone: 'bad' });
  } catch {
    toast(text('offline'), { tone: 'bad' });
  }
  put(event, from);
  event.removeAttribute('aria-busy');
}

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
  const still = (click) => click.preventDefault();
  addEventListener('click', still, { capture: true });
  setTimeout(() => removeEventListener('click', still, { capture: true }), 50);
  if (lifted.type === 'pointercancel') {
    put(event, from);
    settle(event);
  } else save(event, from);
}

document.addEventListener('pointerup', finish);
document.addEventListener('pointercancel', finish);
document.addEventListener('touchmove', (move) => held?.on && move.preventDefault(), { passive: false });
document.addEventListener('contextmenu', (ask) => held?.on && ask.preventDefault());
document.addEventListener('dragstart', (drag) => drag.target.closest?.('.week') && drag.preventDefault());

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
