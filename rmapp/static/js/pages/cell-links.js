// Which cells of the list can be changed, and the links in them: a click waits whether it becomes a
// double one, for that changes the cell and neither dials nor leaves the list.

/** What the column of a cell holds, as its head says with data-cell; nothing for a fixed one. */
export const keyOf = (td) => td.closest('table')?.tHead?.rows[0].cells[td.cellIndex]?.dataset.cell;

/** The cell around `target` that can be changed, or null. */
export function cellOf(target) {
  const td = target.closest?.('tbody td');
  return td && keyOf(td) ? td : null;
}

/** The first cell that can be changed in the row whose name `target` is, if it is one. */
export const firstOf = (target) => target.closest?.('tbody th')?.parentElement.querySelector('td[tabindex]');

const WAIT = 300; // ms
let waiting = 0;
let followed = null;

document.addEventListener('click', (event) => {
  const { target, detail, ctrlKey, metaKey, shiftKey } = event;
  const link = target.closest('tbody td a[href]');
  const byKey = !detail || ctrlKey || metaKey || shiftKey; // Enter, or to another tab
  if (!link || link === followed || byKey || !cellOf(link)) return;
  event.preventDefault();
  clearTimeout(waiting);
  if (detail > 1) return;
  waiting = setTimeout(() => {
    followed = link;
    link.click();
    followed = null;
  }, WAIT);
});
