// Drag a client onto a receiver: the form of the page does the rest, as its buttons do. Dragging one
// of several chosen rows moves all that are chosen. By mouse onto the table above; by touch, after a
// moment's hold, onto a strip of the receivers that comes up under the thumb. Keys: choose rows,
// pick a receiver, press Move.

import { all, one } from '../dom.js';
import { onlyDrag, unclick } from './dragging.js';

const HOLD = 350; // ms
const SLACK = 8; // px a resting finger moves
const form = one('form[data-places]');
const receiver = form && form.elements.receiver;

function chosen(row) {
  const own = one('input[name="ids"]', row);
  if (own.checked) return;
  for (const box of all('input[name="ids"]', form)) box.checked = box === own;
}

function move(row, place) {
  chosen(row);
  receiver.value = place.dataset.drop;
  form.requestSubmit(one('button[name="deed"][value="move"]', form));
}

function byMouse() {
  let dragged = null;
  for (const row of all('tr[data-drag]', form)) {
    row.draggable = true;
    row.addEventListener('dragstart', (event) => {
      dragged = row;
      row.classList.add('dragged');
      event.dataTransfer.effectAllowed = 'move';
      event.dataTransfer.setData('text/plain', row.dataset.drag);
    });
    row.addEventListener('dragend', () => {
      row.classList.remove('dragged');
      dragged = null;
    });
  }
  for (const place of all('tr[data-drop]')) {
    place.addEventListener('dragover', (event) => {
      if (!dragged) return;
      event.preventDefault();
      place.classList.add('over');
    });
    place.addEventListener('dragleave', () => place.classList.remove('over'));
    place.addEventListener('drop', (event) => {
      event.preventDefault();
      place.classList.remove('over');
      if (dragged) move(dragged, place);
    });
  }
}

function stripOf(places) {
  const strip = document.createElement('div');
  strip.className = 'drop-strip';
  for (const place of places) {
    const target = document.createElement('div');
    target.dataset.drop = place.dataset.drop;
    target.textContent = one('th', place).firstChild.textContent.trim();
    strip.append(target);
  }
  document.body.append(strip);
  return strip;
}

const under = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest('.drop-strip > div');

function byTouch() {
  let held = null;

  function lift() {
    held.row.classList.add('dragged');
    held.strip = stripOf(all('tr[data-drop]'));
    held.row.setPointerCapture(held.pointer);
  }

  function letGo() {
    clearTimeout(held.timer);
    held.row.classList.remove('dragged');
    held.row.draggable = true;
    held.strip?.remove();
    held = null;
  }

  form.addEventListener('pointerdown', (event) => {
    const row = event.target.closest('tr[data-drag]');
    if (event.pointerType !== 'touch' || held || !row || event.target.closest('input, label, button')) return;
    row.draggable = false; // the browser's own dragging begins with a hold as well
    held = { row, pointer: event.pointerId, x: event.clientX, y: event.clientY };
    held.timer = setTimeout(lift, HOLD);
  });
  document.addEventListener('pointermove', (event) => {
    if (held?.pointer !== event.pointerId) return;
    if (!held.strip) {
      if (Math.hypot(event.clientX - held.x, event.clientY - held.y) > SLACK) letGo();
      return;
    }
    const over = under(event);
    for (const target of held.strip.children) target.classList.toggle('over', target === over);
  });
  document.addEventListener('pointerup', (event) => {
    if (held?.pointer !== event.pointerId) return;
    const { row, strip } = held;
    const over = under(event);
    letGo();
    if (!strip) return;
    unclick();
    if (over) move(row, over);
  });
  document.addEventListener('pointercancel', (event) => held?.pointer === event.pointerId && letGo());
  onlyDrag(() => held?.strip);
}

if (receiver) {
  byMouse();
  byTouch();
}
