// A box that is drawn on the page with the mouse or a finger fills in the numbers of the form, which stay as they are
// for everybody else.
"use strict";

(() => {
  const sheet = document.querySelector("[data-boxes]");
  const picture = sheet && sheet.querySelector("img");
  const form = document.querySelector("form [name=left]");
  if (!picture || !form || !window.PointerEvent) return;
  const fields = form.form.elements;
  const names = ["left", "top", "width", "height"];
  const drawn = document.createElement("div");
  drawn.className = "cw-redaction";
  drawn.hidden = true;
  sheet.append(drawn);
  let from = null;

  // percent of the page
  function place(event) {
    const edge = picture.getBoundingClientRect();
    const within = (value) => Math.min(100, Math.max(0, 100 * value));
    return { x: within((event.clientX - edge.left) / edge.width), y: within((event.clientY - edge.top) / edge.height) };
  }

  function show() {
    const numbers = names.map((name) => Number.parseFloat(fields[name].value.replace(",", ".")));
    drawn.hidden = numbers.some(Number.isNaN);
    names.forEach((name, at) => (drawn.style[name] = `${numbers[at]}%`));
  }

  function fill(to) {
    const box = {
      left: Math.min(from.x, to.x),
      top: Math.min(from.y, to.y),
      width: Math.abs(from.x - to.x),
      height: Math.abs(from.y - to.y),
    };
    for (const [name, value] of Object.entries(box)) fields[name].value = value.toFixed(1);
    show();
  }

  sheet.classList.add("cw-sheet--drawn");
  picture.draggable = false;
  sheet.addEventListener("pointerdown", (event) => {
    from = place(event);
    sheet.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  sheet.addEventListener("pointermove", (event) => from && fill(place(event)));
  sheet.addEventListener("pointerup", (event) => {
    if (!from) return;
    fill(place(event));
    from = null;
    fields.reason.focus();
  });
  for (const name of names) fields[name].addEventListener("input", show);
})();
