// Background work in the top bar: <details data-tray="address">. While the panel has data-running it
// is asked for again, each second when open, each five when closed; with data-news once. The end of
// a work comes as a toast inside.

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
  const { running, news } = one('#tray-panel', tray)?.dataset ?? {};
  const wait = tray.open ? 1000 : 5000;
  if (news || (running > 0 && Date.now() - asked >= wait)) refresh(tray);
}, 500);
