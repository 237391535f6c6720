// Says at once, where the field stands, that a citizen service number can't be right. Nothing is stored or sent for it.
// When the form is sent the server speaks, of all fields together.
const WEIGHTS = [9, 8, 7, 6, 5, 4, 3, 2, -1];

// An empty field is for the server to speak of, with the other fields.
function mistake(field) {
  const digits = field.value.replace(/[\s.\p{Cf}\p{Pd}]/gu, ""); // as typed_digits of auth/forms.py
  if (!digits) return "";
  if (/^[0-9]{8}$/.test(digits)) return field.dataset.bsnEight;
  if (!/^[0-9]{9}$/.test(digits)) return field.dataset.bsnDigits;
  const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(digits[place]), 0);
  return sum % 11 === 0 && digits !== "000000000" ? "" : field.dataset.bsnTest;
}

// The markup of the macro text_field.
function show(field, text) {
  const around = field.closest(".utrecht-form-field");
  const id = `${field.id}-error`;
  const others = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((name) => name && name !== id);
  document.getElementById(id)?.remove();
  around.classList.toggle("utrecht-form-field--invalid", text !== "");
  if (text) {
    const error = document.createElement("p");
    error.className = "utrecht-form-field-error-message utrecht-form-field__error-message";
    error.id = id;
    const unseen = document.createElement("span");
    unseen.className = "portal-unseen";
    unseen.textContent = `${field.dataset.bsnError} `;
    error.append(unseen, text);
    field.parentElement.before(error);
    field.setAttribute("aria-invalid", "true");
    others.push(id);
  } else {
    field.removeAttribute("aria-invalid");
  }
  if (others.length) field.setAttribute("aria-describedby", others.join(" "));
  else field.removeAttribute("aria-describedby");
}

// Not while something is being clicked: it would move away under the pointer, and the click be lost.
let pressed = false;
for (const [name, now] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) {
  document.addEventListener(name, () => { pressed = now; }, true);
}

for (const field of document.querySelectorAll("input[data-bsn]")) {
  const tell = () => {
    if (field.value.trim()) show(field, mistake(field));
  };
  field.addEventListener("blur", () => {
    if (pressed) document.addEventListener("pointerup", () => window.setTimeout(tell), { once: true });
    else tell();
  });
  field.addEventListener("input", () => {
    if (field.getAttribute("aria-invalid") && !mistake(field)) show(field, "");
  });
}
