// Drag a client onto a receiver: the form of the page does the rest, as its buttons do. Dragging one
// of several chosen rows moves all that are chosen. Keys: choose rows, pick a receiver, press Move.

import { all, one } from '../dom.js';

const form = one('form[data-places]');
const receiver = form && form.elements.receiver;

function chosen(row) {
  const own = one('input[name="ids"]', row);
  if (own.checked) return;
  for (const box of all('input[name="ids"]', form)) box.checked = box === own;
}

if (receiver) {
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
      if (!dragged) return;
      chosen(dragged);
      receiver.value = place.dataset.drop;
      form.requestSubmit(one('button[name="deed"][value="move"]', form));
    });
  }
}
