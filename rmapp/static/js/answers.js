// What to do with an answer of the server: swap a piece, show a whole page, or say a refusal.

import { all, announceContent, create, one, text } from './dom.js';
import { adoptToasts, toast } from './toast.js';

const address = ({ pathname, search }) => pathname + search;
let here = address(location);

// An #anchor leads about within the page: nothing is loaded, what was typed stays.
addEventListener('popstate', () => address(location) === here || location.reload());

export const parse = (html) => new DOMParser().parseFromString(html, 'text/html');

/** The words of a refusal page or fragment: what stands in [data-refusal]. */
export function refusalWords(page) {
  const node = one('[data-refusal]', page) ?? one('main', page);
  return node?.textContent.replace(/\s+/g, ' ').trim() || text('failed');
}

/** Say a refusal where it cannot be missed; nothing on the page changes. */
export function refuse(page) {
  toast(refusalWords(page), { tone: 'bad' });
}

/** Styles and scripts that the page brings and this one lacks: its own head is never loaded. */
function adoptHead(page) {
  for (const link of all('link[rel=stylesheet]', page.head)) {
    const href = link.getAttribute('href');
    if (!one(`link[href="${href}"]`, document.head)) {
      document.head.append(create('link', { rel: 'stylesheet', href }));
    }
  }
  for (const script of all('script[src]', page.head)) {
    const src = script.getAttribute('src');
    if (!one(`script[src="${src}"]`, document.head)) {
      document.head.append(create('script', { type: 'module', src }));
    }
  }
}

/** Put a whole page in place of this one, without loading it again. A page for nobody means the
 * session has ended: it is said, with a way to sign in, and what was typed stays. */
export function showPage(page, url) {
  if (document.body.dataset.person && !page.body.dataset.person) {
    toast(text('signed_out'), { tone: 'bad', link: { href: location.href, label: text('sign_in') } });
    return;
  }
  if (page.documentElement.lang !== document.documentElement.lang) {
    location.assign(url ?? location.href);
    return;
  }
  adoptHead(page);
  document.title = page.title;
  document.body.replaceWith(document.adoptNode(page.body));
  if (url) {
    const there = address(new URL(url));
    history[there === here ? 'replaceState' : 'pushState']({}, '', url);
    here = there;
  }
  scrollTo(0, 0);
  announceContent(document);
  if (!one('.error-summary')) one('h1')?.focus();
}

function keepFocus(change) {
  const focused = document.activeElement;
  const { id, selectionStart, selectionEnd } = focused ?? {};
  change();
  if (!id || document.activeElement === focused) return;
  const again = document.getElementById(id);
  again?.focus({ preventScroll: true });
  if (selectionStart != null && again?.setSelectionRange) {
    again.setSelectionRange(selectionStart, selectionEnd);
  }
}

/**
 * Put a fragment into the page. Toasts go to their corner, elements with data-oob replace
 * those of the same id, the rest goes to the target: inner, outer, append, prepend or none.
 */
export function swap(page, target, how = 'inner') {
  keepFocus(() => {
    adoptToasts(page);
    for (const piece of all('[data-oob]', page)) {
      piece.removeAttribute('data-oob');
      const old = document.getElementById(piece.id);
      if (old) {
        old.replaceWith(piece);
        announceContent(piece);
      } else {
        piece.remove();
      }
    }
    const nodes = [...page.body.childNodes];
    if (!target || how === 'none') return;
    if (how === 'outer') target.replaceWith(...nodes);
    else if (how === 'append') target.append(...nodes);
    else if (how === 'prepend') target.prepend(...nodes);
    else target.replaceChildren(...nodes);
    const arrived = how === 'inner' ? [target] : nodes.filter((node) => node.nodeType === 1);
    arrived.forEach(announceContent);
  });
}
