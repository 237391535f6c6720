// While a form with data-busy-text is being sent: says so, and doesn't send it again.
function restore(form) {
  delete form.dataset.busy;
  form.querySelector(".portal-busy").replaceChildren();
  for (const button of form.querySelectorAll("button")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.busyText || event.defaultPrevented) return;
  if ("busy" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.busy = "";
  // Not the attribute disabled: the button keeps the focus, and its value is sent.
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-disabled", "true");
  const text = document.createElement("span");
  text.textContent = form.dataset.busyText;
  const progress = document.createElement("progress");
  progress.setAttribute("aria-label", form.dataset.busyText);
  form.querySelector(".portal-busy").replaceChildren(progress, text);
});

// Back from the next page, by the browser's button.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) restore(form);
});
