// A form with data-draft="name" keeps what was typed on this device until it is saved, so a lost
// connection, a refusal or an ended session loses nothing. Kept per person; cleared on sign-out.

import { all, create, one, onContent, opensBeside, text } from './dom.js';

const owner = () => document.body.dataset.person ?? '';
const keyOf = (form) => `draft:${owner()}:${form.dataset.draft}`;
const kept = 'input:not([type=hidden], [type=password], [type=file]), textarea, select';
let timer;
let unwritten = null;

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(form) {
  clearTimeout(timer);
  unwritten = null;
  const values = {};
  for (const field of all(kept, form)) {
    if (!field.name || 'fresh' in field.dataset) continue; // as the page proposes it
    const box = field.matches('[type=checkbox], [type=radio]');
    (values[field.name] ??= []).push(box ? field.checked && field.value : field.value);
  }
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { timeStyle: 'short' });
  try {
    localStorage.setItem(keyOf(form), JSON.stringify({ time, values }));
  } catch {
    // A full or forbidden storage costs only the draft.
  }
}

function restore(form, { time, values }) {
  const seen = {};
  for (const field of all(kept, form)) {
    const at = (seen[field.name] = (seen[field.name] ?? -1) + 1);
    const value = values[field.name]?.[at];
    if (value === undefined) continue;
    if (field.matches('[type=checkbox], [type=radio]')) field.checked = value === field.value;
    else field.value = value;
  }
  const drop = create('button', { type: 'button', class: 'btn quiet small' }, text('draft_drop'));
  const note = create('p', { class: 'draft', role: 'status' }, text('draft', { time }), drop);
  drop.addEventListener('click', () => {
    localStorage.removeItem(keyOf(form));
    form.reset();
    note.remove();
  });
  form.prepend(note);
}

document.addEventListener('input', (event) => {
  const form = event.target.form;
  if (!form?.matches('[data-draft]')) return;
  clearTimeout(timer);
  unwritten = form;
  timer = setTimeout(() => write(form), 400);
});

// Whoever goes elsewhere at once, to another kind of contact say, finds the last words there too.
for (const leaving of ['click', 'pagehide']) {
  addEventListener(leaving, () => unwritten && write(unwritten), true);
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (form.matches('[data-sign-out]')) {
    for (const key of Object.keys(localStorage)) if (key.startsWith('draft:')) localStorage.removeItem(key);
  }
  if (!form.matches('[data-draft]')) return;
  write(form);
  if (opensBeside(event)) return;
  sessionStorage.setItem('draft-sent', keyOf(form));
});

onContent((root) => {
  // What was sent is saved, unless the answer is a refusal, shows the form's errors, or is a page
  // for nobody: the session has ended, and the form is come back to.
  const sentKey = sessionStorage.getItem('draft-sent');
  const refused = one('[data-refusal], .error-summary');
  if (sentKey && (root === document || one('[data-draft]', root))) {
    sessionStorage.removeItem('draft-sent');
    if (!refused && owner()) localStorage.removeItem(sentKey);
  }
  for (const form of all('form[data-draft]', root)) {
    const draft = one('.error-summary', form) || refused ? null : read(keyOf(form));
    if (draft) restore(form, draft);
  }
});
