// Moving a contact in the planner: where it stands, how it looks in the hand, and the save.
// data-held="version:minutes" stands on what may be moved (empty: the first version, as long as it
// is drawn); its day, its quarter of an hour and its length in quarters are its classes cN, tN and
// dN; data-date stands on the column of each day.

import { all, create, csrfToken, one, text } from '../dom.js';
import { parse, refusalWords } from '../answers.js';
import { toast } from '../toast.js';

const FIRST_HOUR = 8;
export const QUARTERS = 48;

export const columns = (week) => all('.column[data-date]', week);
const number = (event, letter) =>
  Number([...event.classList].find((name) => new RegExp(`^${letter}\\d+$`).test(name)).slice(1));
export const placeOf = (event) => ({ day: number(event, 'c'), slot: number(event, 't') });

export function put(event, { day, slot }) {
  const before = placeOf(event);
  event.classList.replace(`c${before.day}`, `c${day}`);
  event.classList.replace(`t${before.slot}`, `t${slot}`);
}

function hourOf(slot) {
  const minutes = FIRST_HOUR * 60 + slot * 15;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

export function inWords(event, { day, slot }) {
  const head = one(`.head.c${day}`, event.closest('.week'));
  return `${head.title || head.textContent.trim()}, ${hourOf(slot)}`;
}

export function lift(event) {
  event.classList.add('lifted');
  event.append(create('output', { class: 'at' }));
}

export function show(event, place) {
  put(event, place);
  one('output', event).textContent = hourOf(place.slot);
}

export function settle(event) {
  event.classList.remove('lifted');
  event.removeAttribute('style');
  one('output', event)?.remove();
}

export async function save(event, from) {
  const place = placeOf(event);
  settle(event);
  if (place.day === from.day && place.slot === from.slot) return;
  const week = event.closest('.week');
  const { date } = columns(week)[place.day - 1].dataset;
  const [version, minutes] = (event.dataset.held || `1:${number(event, 'd') * 15}`).split(':');
  await send(event, { at: `${date}T${hourOf(place.slot)}`, minutes, version }, () => put(event, from));
}

// Save the new time of the contact that ``event`` links to; refused, it goes ``back``.
export async function send(event, values, back) {
  const token = csrfToken();
  const body = new URLSearchParams({ ...values, csrf_token: token, back: location.pathname });
  event.setAttribute('aria-busy', 'true');
  try {
    const href = event.getAttribute('href');
    const options = { method: 'POST', body, headers: { 'X-CSRFToken': token }, redirect: 'manual' };
    const response = await fetch(`${href}/move`, options);
    if (response.type === 'opaqueredirect') {
      sessionStorage.setItem('moved', href);
      location.reload();
      return;
    }
    const page = parse(await response.text());
    const said = all('.error-summary li', page).map((item) => item.textContent.trim()).join(' ');
    toast(said || refusalWords(page), { tone: 'bad' });
  } catch {
    toast(text('offline'), { tone: 'bad' });
  }
  back();
  event.removeAttribute('aria-busy');
}

// Whoever moved a contact by keys goes on from it.
const moved = sessionStorage.getItem('moved');
sessionStorage.removeItem('moved');
if (moved) one(`[data-held][href="${moved}"]`)?.focus();
