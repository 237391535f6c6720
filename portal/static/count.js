// Says how many characters a text may still have. It is read out only near the end, and once somebody stops typing.
const NEAR = 100;
const PAUSE = 1000;

for (const field of document.querySelectorAll("textarea[data-most]")) {
  const shown = document.querySelector(`[data-counts="${field.id}"]`);
  const said = document.querySelector(`[data-counted="${field.id}"]`);
  const written = new Intl.NumberFormat(document.documentElement.lang);
  let pause = 0;

  const look = () => {
    const left = Number(field.dataset.most) - [...field.value.trim()].length; // as the server counts them
    const text = (left < 0 ? field.dataset.over : field.dataset.left).replace("{number}", written.format(Math.abs(left)));
    shown.textContent = text;
    shown.hidden = false;
    return [left, text];
  };
  field.addEventListener("input", () => {
    const [left, text] = look();
    clearTimeout(pause);
    pause = setTimeout(() => {
      said.textContent = left <= NEAR ? text : "";
    }, PAUSE);
  });
  look();
}
