// The steps of a template: Alt with the arrows presses the button of the step one stands on;
// after the page has come back one stands on the step again.

const list = document.querySelector("[data-steps]");

list?.addEventListener("keydown", (event) => {
  const to = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!to || !event.altKey || event.ctrlKey || event.metaKey) return;
  const step = event.target.closest("li");
  const button = step?.querySelector(`form input[name="to"][value="${to}"]`)?.form;
  event.preventDefault();
  button?.requestSubmit();
});

const last = list?.querySelector("[data-focus]");
(last?.querySelector("a") ?? last)?.focus();
