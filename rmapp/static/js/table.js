// Lists with boxes: [data-table]. The head's box takes all rows of the page, Shift takes a range,
// the bar tells the count and asks the server for the effect before a button is pressed.

import { all, one, say, text } from './dom.js';
import { request } from './fragments.js';

let last = null;
let timer;

const boxes = (table) => all('tbody input[type="checkbox"][name]', table);

function update(table) {
  const list = boxes(table);
  const chosen = list.filter((box) => box.checked);
  const head = one('[data-all]', table);
  if (head) {
    head.checked = chosen.length > 0 && chosen.length === list.length;
    head.indeterminate = chosen.length > 0 && chosen.length < list.length;
  }
  const whole = one('[name="everything"]', table)?.checked;
  const words = whole ? '' : text('selected', { n: chosen.length });
  const output = one('[data-selected]', table);
  if (output) output.textContent = words;
  say(words);
  const effect = one('[data-effect]', table);
  clearTimeout(timer);
  if (!effect || !chosen.length) return;
  timer = setTimeout(() => {
    const body = new FormData(whole ? table : undefined);
    if (!whole) for (const box of chosen) body.append(box.name, box.value);
    request(effect, { method: 'POST', url: effect.dataset.effect, body, quiet: true });
  }, 300);
}

document.addEventListener('click', (event) => {
  const box = event.target;
  const table = box.closest?.('[data-table]');
  if (!table || !box.matches('input[type="checkbox"]')) return;
  const list = boxes(table);
  if (box.matches('[data-all]')) {
    for (const each of list) each.checked = box.checked;
  } else if (event.shiftKey && last && list.includes(last)) {
    const [from, to] = [list.indexOf(last), list.indexOf(box)].sort((a, b) => a - b);
    for (const each of list.slice(from, to + 1)) each.checked = box.checked;
  }
  if (list.includes(box)) last = box;
  update(table);
});

document.addEventListener('click', (event) => {
  const clear = event.target.closest('[data-clear]');
  const table = clear?.closest('[data-table]');
  if (!table) return;
  event.preventDefault();
  for (const box of all('[type="checkbox"]', table)) box.checked = false;
  update(table);
});
