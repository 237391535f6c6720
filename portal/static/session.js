// Warns before a log-in ends, lets it last longer, and leaves when it is over. Nothing of it is kept anywhere.
import { channel, holderOf, onLogOut } from "./log-out.js";

const { sessionSecondsIdle, sessionSecondsLeft, csrf, sessionOver } = document.body.dataset;
const holder = holderOf(csrf);
const language = document.documentElement.lang;
const dialog = document.getElementById("session");
const part = (name) => dialog.querySelector(`[data-${name}]`);
const SECOND = 1000;
const { title } = document;

// Two minutes before the end, or a third of the time where that is short.
const margin = (sessionSecondsIdle >= 180 ? 120 : sessionSecondsIdle / 3) * SECOND;

let idleEnds = 0; // in ms since 1970: a computer that slept knows at once that it is over
let boundEnds = 0;
let dismissed = false;
let lastSaid = Infinity;
let leaving = false;

const end = () => Math.min(idleEnds, boundEnds);
const isBound = () => boundEnds <= idleEnds || boundEnds - Date.now() <= margin;

function lasts(idle, left) {
  idleEnds = Date.now() + idle * SECOND;
  boundEnds = Date.now() + left * SECOND;
  dismissed = false;
  lastSaid = Infinity;
  part("failed").textContent = "";
  document.title = title;
  if (dialog.open) dialog.close();
  const until = document.querySelector("[data-until]");
  const time = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Europe/Amsterdam" });
  until.textContent = until.dataset.until.replace("{time}", time.format(end()));
}

// What was typed goes along, to be kept for after the next log-in: it may be a number, so never in an address. What the
// server itself wrote into a form is no use to it later, but for the hidden fields beside what was typed, and for what
// was typed and sent before, which a page says of itself that it has.
function typedIn() {
  const sentBefore = "typed" in document.body.dataset;
  const changed = (field) => field.type === "radio" || field.type === "checkbox"
    ? field.checked !== field.defaultChecked
    : field.type === "select-one" ? field.selectedIndex !== Math.max(0, [...field.options].findIndex((one) => one.defaultSelected))
    : field.type !== "hidden" && field.value !== field.defaultValue;
  const own = (form) => [...form.elements].filter((field) => field.name && field.name !== "csrf");
  return [...document.querySelectorAll("main form")].find((form) => own(form).some((field) => sentBefore || changed(field)));
}

function leaveFor(address) {
  if (leaving) return; // asking again would begin again
  leaving = true;
  window.location.replace(address); // not kept in the history: one can't go back to what stood here
}

function leave() {
  const typed = typedIn();
  if (!typed) {
    const { pathname, search } = window.location;
    leaveFor(`${sessionOver}?terug=${encodeURIComponent(pathname + search)}`);
    return;
  }
  if (leaving) return;
  leaving = true;
  const fields = [...new FormData(typed)].filter(([name]) => name !== "csrf");
  const form = document.createElement("form");
  form.method = "post";
  form.action = sessionOver;
  const back = typed.getAttribute("action");
  for (const [name, value] of [["csrf", csrf], ["terug", back], ...fields.map(([name, value]) => [`veld.${name}`, value])]) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function inWords(seconds) {
  const [number, unit] = seconds > 90 ? [Math.round(seconds / 60), "minute"] : [seconds, "second"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(number);
}

function warn() {
  part("possible").hidden = part("extend").hidden = isBound();
  part("bound").hidden = part("close").hidden = !isBound();
  document.title = dialog.dataset.title.replace("{time}", inWords(Math.ceil((end() - Date.now()) / SECOND))) + title;
  dialog.showModal();
  (isBound() ? part("close") : part("extend")).focus();
}

function say(seconds) {
  const text = part("time").dataset.text.replace("{time}", inWords(seconds));
  part("time").textContent = text;
  if (lastSaid === Infinity) {
    lastSaid = seconds; // the dialog's own description says it
  } else if (lastSaid - seconds >= 30) {
    lastSaid = seconds;
    part("said").textContent = text;
  }
}

function look() {
  const left = end() - Date.now();
  if (left <= 0) {
    leave();
  } else if (left <= margin && !dismissed) {
    say(Math.ceil(left / SECOND));
    if (!dialog.open) warn();
  }
}

async function extend() {
  part("failed").textContent = "";
  let response;
  try {
    response = await fetch("/sessie", { method: "POST", headers: { "X-CSRF-Token": csrf } });
  } catch {
    response = null; // the network
  }
  if (response?.ok) {
    const { idle, left } = await response.json();
    lasts(idle, left);
    channel.postMessage({ idle, left, holder });
  } else if (response?.status === 401 || response?.status === 403) {
    leave();
  } else {
    part("failed").textContent = part("failed").dataset.text;
  }
}

function dismiss() {
  dismissed = true;
  document.title = title;
  dialog.close();
}

part("extend").addEventListener("click", extend);
part("close").addEventListener("click", dismiss);
// Escape says that someone is there, as any key does.
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (isBound()) dismiss();
  else extend();
});

// A page that was asked for made the log-in last longer for every window.
channel.addEventListener("message", ({ data }) => {
  if (data.holder === holder) lasts(data.idle, data.left);
});
// Who logs out wants nothing to be left, so what was typed doesn't go along, nor a period that was asked for.
onLogOut(csrf, () => leaveFor(`${sessionOver}?terug=${encodeURIComponent(window.location.pathname)}`));
// A page kept by the browser may be of someone who logged out since.
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) window.location.reload();
});
document.addEventListener("visibilitychange", look);

lasts(Number(sessionSecondsIdle), Number(sessionSecondsLeft));
channel.postMessage({ idle: Number(sessionSecondsIdle), left: Number(sessionSecondsLeft), holder });
window.setInterval(look, SECOND);
