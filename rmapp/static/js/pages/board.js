// The board: a card goes to another column by mouse, by a long press, or by keys (Space lifts,
// arrows move, Space drops, Esc puts back). The same is in the card's "Move to" menu.
// Posts opportunity, stage and version to data-url; a refusal puts the card back and says why.

import { all, csrfToken, one, say, text } from '../dom.js';
import { parse, refuse, swap } from '../answers.js';
import { toast } from '../toast.js';
import { onlyDrag, unclick } from './dragging.js';
import { idOf, laneOf, lanes, refusals } from './board-menu.js';

let drag = null;

const placeOf = (card) => ({ list: card.parentElement, next: card.nextElementSibling });
const nameOf = (card) => one('.name', card).textContent;
const put = (card, { list, next }) => list.insertBefore(card, next?.parentElement === list ? next : null);

function lift(card) {
  const refused = refusals(card);
  card.classList.add('lifted');
  for (const lane of lanes(card.closest('.board'))) {
    const reason = refused[lane.dataset.stage];
    lane.classList.toggle('refuses', Boolean(reason));
    one('.reason', lane).textContent = reason ?? '';
  }
}

function settle(card) {
  card.classList.remove('lifted');
  card.removeAttribute('style');
  for (const lane of lanes(card.closest('.board'))) {
    lane.classList.remove('over', 'refuses');
    one('.reason', lane).textContent = '';
  }
}

async function save(card, from) {
  const lane = laneOf(card);
  if (lane === from.list.closest('.lane')) return undefined;
  const { version } = card.dataset;
  const body = new URLSearchParams({ opportunity: idOf(card), stage: lane.dataset.stage, version });
  const headers = { 'X-Fragment': '1', 'X-CSRFToken': csrfToken() };
  card.setAttribute('aria-busy', 'true');
  try {
    const { url } = card.closest('.board').dataset;
    const response = await fetch(url, { method: 'POST', body, headers });
    const page = parse(await response.text());
    if (response.ok && !one('main, [data-refusal]', page)) return swap(page, null, 'none');
    put(card, from);
    refuse(page);
  } catch {
    put(card, from);
    toast(text('offline'), { tone: 'bad' });
  } finally {
    card.removeAttribute('aria-busy');
  }
  return undefined;
}

function drop(card, from, list, next) {
  const lane = list.closest('.lane');
  const reason = lane.classList.contains('refuses') ? one('.reason', lane).textContent : '';
  settle(card);
  put(card, reason ? from : { list, next });
  if (reason) toast(reason, { tone: 'warn' });
  else save(card, from);
}

function start() {
  drag.on = true;
  drag.card.setPointerCapture(drag.pointer);
  drag.card.style.pointerEvents = 'none';
  lift(drag.card);
}

document.addEventListener('pointerdown', (event) => {
  const card = event.target.closest?.('.board[data-url] .deal');
  if (!card || event.button || drag || event.target.closest('button, summary, input, select, .popup, [data-move]')) return;
  drag = { card, pointer: event.pointerId, x: event.clientX, y: event.clientY, from: placeOf(card) };
  if ((drag.touch = event.pointerType === 'touch')) drag.timer = setTimeout(start, 350);
});

document.addEventListener('pointermove', (event) => {
  if (!drag || event.pointerId !== drag.pointer) return;
  const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
  if (!drag.on && Math.hypot(dx, dy) < 6) return;
  if (!drag.on) {
    if (drag.touch) { clearTimeout(drag.timer); drag = null; return; }
    start();
  }
  drag.card.style.transform = `translate(${dx}px, ${dy}px) rotate(1deg)`;
  const board = drag.card.closest('.board');
  const box = board.getBoundingClientRect();
  if (event.clientX > box.right - 40) board.scrollLeft += 12;
  if (event.clientX < box.left + 40) board.scrollLeft -= 12;
  drag.lane = document.elementFromPoint(event.clientX, event.clientY)?.closest('.lane');
  lanes(board).forEach((lane) => lane.classList.toggle('over', lane === drag.lane));
});

function finish(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  clearTimeout(drag.timer);
  const { card, on, from, lane } = drag;
  drag = null;
  if (!on) return;
  unclick();
  if (event.type === 'pointercancel' || !lane) return settle(card);
  const below = (other) => other.getBoundingClientRect().top + other.offsetHeight / 2 > event.clientY;
  drop(card, from, one('ol', lane), all('.deal', lane).find((other) => other !== card && below(other)));
}

document.addEventListener('pointerup', finish);
document.addEventListener('pointercancel', finish);
onlyDrag(() => drag?.on, '.board');

document.addEventListener('keydown', (event) => {
  const card = event.target;
  if (!card.matches?.('.board[data-url] .deal')) return;
  const held = drag?.keys && drag.card === card;
  const steps = { ArrowRight: 1, ArrowLeft: -1 };
  if (event.key === ' ') {
    if (held) {
      const [{ from }, { list, next }] = [drag, placeOf(card)];
      drag = null;
      drop(card, from, list, next);
    } else {
      drag = { card, keys: true, from: placeOf(card) };
      lift(card);
      say(text('lifted', { name: nameOf(card) }));
    }
    card.focus();
  } else if (event.key === 'Enter') one('a', card)?.click();
  else if (held && (event.key === 'Escape' || event.key === 'Tab')) {
    put(card, drag.from);
    drag = null;
    settle(card);
    card.focus();
  } else if (held && steps[event.key]) {
    const list = lanes(card.closest('.board'));
    const to = list[list.indexOf(laneOf(card)) + steps[event.key]];
    if (to) one('ol', to).append(card);
    card.focus();
    card.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    say([laneOf(card).dataset.name, one('.reason', laneOf(card)).textContent].join('. '));
  } else return;
  event.preventDefault();
});
