// Links and forms that fetch a piece of a page (all work as plain link or form first):
//   data-get / data-post   address; empty = the href or the form's action
//   data-target            selector, or "closest SELECTOR"; default: the element itself
//   data-swap              inner | outer | append | prepend | none
//   data-on                input | change | load | seen | open; default: click or submit
//   data-poll              milliseconds; the server leaves it out when the work is done
//   data-oob               in an answer: replace the element of the same id
// A newer request aborts the older one.

import { all, csrfToken, one, onContent, text } from './dom.js';
import { parse, refuse, showPage, swap } from './answers.js';
import { toast } from './toast.js';

const running = new WeakMap();
const hasAddress = '[data-get], [data-post]';

function targetOf(element) {
  const wanted = element.dataset.target;
  if (!wanted) return element;
  return wanted.startsWith('closest ') ? element.closest(wanted.slice(8)) : one(wanted);
}

/** Send, put the answer where the element says. The response, or null. */
export async function request(element, { method = 'GET', url, body, quiet = false }) {
  running.get(element)?.abort();
  const control = new AbortController();
  running.set(element, control);
  const target = targetOf(element);
  if (!quiet) target?.setAttribute('aria-busy', 'true');
  try {
    const headers = { 'X-Fragment': '1', Accept: 'text/html' };
    if (method !== 'GET') headers['X-CSRFToken'] = csrfToken();
    const response = await fetch(url, { method, body, headers, signal: control.signal });
    const elsewhere = response.headers.get('X-Location');
    if (elsewhere) {
      location.assign(elsewhere);
      return response;
    }
    const page = parse(await response.text());
    const refusal = one('[data-refusal]', page)?.dataset.refusal;
    if (refusal === 'versions' && element.matches('form')) {
      element.submit(); // nothing was done: the whole page shows both versions to choose from
    } else if (refusal || (!response.ok && response.status !== 422)) {
      if (!quiet) refuse(page);
    } else if (one('main', page)) {
      if (!quiet) showPage(page, response.redirected || method === 'GET' ? response.url : null);
    } else {
      swap(page, target, element.dataset.swap);
    }
    return response;
  } catch (error) {
    if (error.name !== 'AbortError' && !quiet) toast(text('offline'), { tone: 'bad' });
    return null;
  } finally {
    if (running.get(element) === control) {
      running.delete(element);
      target?.removeAttribute('aria-busy');
    }
  }
}

/** Fire an element as it says. A control alone sends by GET its own value. */
function fire(element, submitter) {
  const method = element.dataset.post === undefined ? 'GET' : 'POST';
  const form = element.matches('form') ? element : element.form ?? element.closest('form');
  const own = submitter?.hasAttribute('formaction') ? submitter.formAction : null;
  let url = own || element.dataset.post || element.dataset.get || element.href || form?.action;
  if (method === 'POST') {
    const body = form ? new FormData(form, submitter) : new FormData();
    if (!form && element.name) body.set(element.name, element.value);
    return request(element, { method, url, body });
  }
  const query = new URLSearchParams();
  if (element.matches('form')) {
    for (const [name, value] of new FormData(element, submitter)) {
      if (value && name !== 'csrf_token') query.append(name, value);
    }
  } else if (element.name && element.value) {
    query.set(element.name, element.value);
  }
  if ([...query].length) url += (url.includes('?') ? '&' : '?') + query;
  return request(element, { url });
}

document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const element = event.target.closest(hasAddress);
  if (!element || element.matches('form, [data-on], [data-poll], [data-tray]')) return;
  if (element.matches('input, select, textarea')) return;
  event.preventDefault();
  fire(element);
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (event.defaultPrevented || !form.matches(hasAddress) || form.dataset.on === 'input') return;
  event.preventDefault();
  fire(form, event.submitter);
});

const delays = new WeakMap();
for (const type of ['input', 'change']) {
  document.addEventListener(type, (event) => {
    const element = event.target.closest(`[data-on="${type}"]`);
    if (!element) return;
    clearTimeout(delays.get(element));
    const wait = type === 'input' ? Number(element.dataset.delay ?? 220) : 0;
    delays.set(element, setTimeout(() => fire(element), wait));
  });
}

document.addEventListener('toggle', (event) => {
  const element = event.target;
  if (element.open && element.dataset?.on === 'open') fire(element);
}, true);

const once = (element) => void (element.dataset.on = 'done', fire(element));
const watcher = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    watcher.unobserve(target);
    once(target);
  }
});

onContent((root) => {
  const within = (selector) => (root.matches?.(selector) ? [root] : []).concat(all(selector, root));
  within('[data-on="load"]').forEach(once);
  within('[data-on="seen"]').forEach((element) => watcher.observe(element));
});

const due = new WeakMap();
setInterval(async () => {
  if (document.hidden) return;
  for (const element of all('[data-poll][data-get]')) {
    const every = Number(element.dataset.poll);
    const { at = Date.now() + every, failures = 0, busy = false } = due.get(element) ?? {};
    due.set(element, { at, failures, busy });
    if (busy || Date.now() < at) continue;
    due.set(element, { at, failures, busy: true });
    request(element, { url: element.dataset.get, quiet: true }).then((response) => {
      const lost = response?.ok ? 0 : failures + 1;
      due.set(element, { at: Date.now() + Math.min(every * 2 ** lost, 30000), failures: lost });
    });
  }
}, 250);
