// The columns of a list put in order: a row is dragged by its handle, or its handle moves with the
// arrows. What is sent are the numbers of the form that works without scripts. On a phone each cell
// of a list says the name of its column (list.css).

import { all, onContent, one, say } from '../dom.js';

let held = null; // the row that is dragged

const rowsOf = (form) => all('tbody tr', form);
const formOf = (element) => element.closest('form[data-columns]');

function count(form) {
  let place = 0;
  for (const row of rowsOf(form)) {
    const chosen = one('input[type="checkbox"]', row).checked;
    one('input[name^="place-"]', row).value = chosen ? (place += 1) : '';
  }
}

function tell(row) {
  const form = formOf(row);
  count(form);
  say(`${one('label', row).textContent}: ${rowsOf(form).indexOf(row) + 1}`);
}

onContent((root) => {
  for (const table of all('table.brief', root)) {
    const names = [...table.tHead.rows[0].cells].map((head) => head.textContent.trim());
    for (const cell of all('tbody td:not(.pick)', table)) {
      if (!one('.tag, [href^="tel:"]', cell)) cell.dataset.th = names[cell.cellIndex];
    }
  }
  for (const form of all('form[data-columns]', root)) {
    for (const piece of all('[data-by-number]', form)) piece.hidden = true;
    for (const piece of all('[data-by-hand]', form)) piece.hidden = false;
  }
});

document.addEventListener('change', ({ target }) => {
  const form = target.matches('input[type="checkbox"]') && formOf(target);
  if (!form) return;
  const row = target.closest('tr');
  if (target.checked) {
    const after = rowsOf(form).filter((one_) => one_ !== row && one('input:checked', one_)).pop();
    if (after) after.after(row);
    else row.parentElement.prepend(row);
    target.focus();
  }
  count(form);
});

document.addEventListener('keydown', (event) => {
  const handle = event.target.closest?.('[data-handle]');
  const row = handle?.closest('tr');
  if (!row || !['ArrowUp', 'ArrowDown'].includes(event.key)) return;
  event.preventDefault();
  if (event.key === 'ArrowUp') row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  handle.focus();
  row.scrollIntoView({ block: 'nearest' });
  tell(row);
});

document.addEventListener('pointerdown', (event) => {
  const handle = event.target.closest?.('[data-handle]');
  if (!handle || event.button) return;
  held = handle.closest('tr');
  held.classList.add('held');
  handle.setPointerCapture(event.pointerId);
});

document.addEventListener('pointermove', ({ clientY }) => {
  if (!held) return;
  const { previousElementSibling: above, nextElementSibling: below } = held;
  const middle = (row) => row.getBoundingClientRect().top + row.offsetHeight / 2;
  if (above && clientY < middle(above)) above.before(held);
  else if (below && clientY > middle(below)) below.after(held);
});

for (const type of ['pointerup', 'pointercancel']) {
  document.addEventListener(type, () => {
    held?.classList.remove('held');
    if (held) tell(held);
    held = null;
  });
}
