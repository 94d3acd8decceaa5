// Files: a form with a [data-drop] takes them dropped anywhere on its area, lists what was chosen
// with what is too large or too many, and shows how much has gone up; Stop takes it back. Without
// this script the field and the button do the same, only unseen.

import { parse, refuse, showPage } from '../answers.js';
import { all, create, one, onContent, say, text } from '../dom.js';
import { toast } from '../toast.js';

const size = (bytes) => {
  const [unit, by] = bytes >= 1e6 ? ['megabyte', 2 ** 20] : ['kilobyte', 2 ** 10];
  const { lang } = document.documentElement;
  const style = { style: 'unit', unit, maximumFractionDigits: bytes >= 1e6 ? 1 : 0 };
  return new Intl.NumberFormat(lang, style).format(Math.max(bytes < 1e6 ? 1 : 0, Math.ceil((bytes / by) * 10) / 10));
};

function show(area) {
  const field = one('input[type=file]', area);
  const { largest, most, large, many } = area.dataset;
  const list = one('[data-chosen]', area);
  list.replaceChildren(...[...field.files].map((file, at) => {
    const words = file.size > Number(largest) ? large : at >= Number(most) ? many : '';
    const line = create('li', words ? { class: 'error' } : {}, `${file.name} · ${size(file.size)}`);
    if (words) line.append(` · ${words}`);
    return line;
  }));
  list.hidden = !field.files.length;
}

for (const type of ['dragover', 'dragleave', 'drop']) {
  document.addEventListener(type, (event) => {
    const area = event.target.closest?.('[data-drop]');
    if (!area || !event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    area.classList.toggle('over', type === 'dragover');
    if (type !== 'drop') return;
    const field = one('input[type=file]', area);
    const files = new DataTransfer();
    const dropped = [...event.dataTransfer.files];
    for (const file of field.multiple ? [...field.files, ...dropped] : dropped.slice(0, 1)) {
      files.items.add(file);
    }
    field.files = files.files;
    show(area);
    field.focus();
    if (!field.multiple && dropped.length > 1) toast(area.dataset.one, { tone: 'warn' });
  });
}

document.addEventListener('change', (event) => {
  const area = event.target.closest?.('[data-drop]');
  if (area) show(area);
});

function send(form, submitter) {
  const box = one('[data-progress]', form);
  const bar = one('progress', box);
  const told = one('output', box);
  const sending = new XMLHttpRequest();
  const done = () => {
    box.hidden = true;
    form.removeAttribute('aria-busy');
  };
  sending.upload.addEventListener('progress', ({ loaded, total }) => {
    const part = total ? Math.floor((loaded / total) * 100) : 0;
    bar.value = part;
    told.textContent = part < 100 ? `${part} %` : box.dataset.reading;
    if (part === 100) bar.removeAttribute('value');
  });
  sending.addEventListener('load', () => {
    done();
    const page = parse(sending.responseText);
    const refusal = one('[data-refusal]', page);
    const moved = sending.responseURL.split('#')[0] !== form.action;
    if (refusal || (sending.status >= 400 && sending.status !== 422)) refuse(page);
    else showPage(page, moved ? sending.responseURL : null);
  });
  sending.addEventListener('error', () => {
    done();
    toast(text('offline'), { tone: 'bad' });
  });
  sending.addEventListener('abort', done);
  one('button', box).onclick = () => sending.abort();
  sending.open('POST', form.action);
  sending.setRequestHeader('Accept', 'text/html');
  sending.send(new FormData(form, submitter));
  form.setAttribute('aria-busy', 'true');
  bar.value = 0;
  told.textContent = '0 %';
  box.hidden = false;
  say(one('.grow', box).textContent);
  one('button', box).focus();
}

document.addEventListener('submit', (event) => {
  const form = event.target;
  const files = one('[data-progress]', form) && all('input[type=file]', form);
  if (!files || event.defaultPrevented || !files.some((field) => field.files.length)) return;
  event.preventDefault();
  send(form, event.submitter);
});

onContent((root) => all('[data-drop]', root).forEach(show));
