// Background work in the top bar: <details data-tray="address">. The panel carries data-running;
// while something runs it is asked for again: each second when open, every five when closed.
// Finished work arrives as a toast inside the same answer.

import { one } from './dom.js';
import { request } from './fragments.js';

let asked = 0;

function refresh(tray) {
  asked = Date.now();
  const panel = one('#tray-panel', tray);
  panel.dataset.target = '#tray-panel';
  panel.dataset.swap = 'outer';
  return request(panel, { url: tray.dataset.tray, quiet: true }).then(() => mark(tray));
}

function mark(tray) {
  const count = Number(one('#tray-panel', tray)?.dataset.running ?? 0);
  const dot = one('.dot', tray);
  if (dot) dot.hidden = count === 0;
}

document.addEventListener('toggle', (event) => {
  if (event.target.matches?.('[data-tray]') && event.target.open) refresh(event.target);
}, true);

setInterval(() => {
  const tray = one('[data-tray]');
  if (!tray || document.hidden) return;
  const runs = Number(one('#tray-panel', tray)?.dataset.running ?? 0) > 0;
  if (runs && Date.now() - asked >= (tray.open ? 1000 : 5000)) refresh(tray);
}, 500);
