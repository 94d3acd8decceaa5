// What a thing held by mouse or by a long press must not do besides: click where it is let go,
// scroll the page, open the browser's menu, drag its link or its text.

export function unclick() {
  const still = (click) => click.preventDefault();
  addEventListener('click', still, { capture: true });
  setTimeout(() => removeEventListener('click', still, { capture: true }), 50);
}

// isHeld: whether it is under way; within: the selector of what is dragged about.
export function onlyDrag(isHeld, within = null) {
  document.addEventListener('touchmove', (move) => {
    if (isHeld() && move.cancelable) move.preventDefault();
  }, { passive: false });
  document.addEventListener('contextmenu', (ask) => isHeld() && ask.preventDefault());
  if (within) document.addEventListener('dragstart', (drag) => drag.target.closest?.(within) && drag.preventDefault());
}
