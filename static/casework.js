// The box for whatever somebody says on the phone shows what it finds while one types. Without this it is sent like any
// other form.
"use strict";

(() => {
  const PAUSE = 250; // milliseconds without a key
  const SHORTEST = 2;
  const FILLED_IN = ["full_name", "phone", "email", "postcode"];

  function box(field) {
    const form = field.form;
    const list = document.getElementById(field.dataset.box);
    const isHead = form.getAttribute("role") === "search";
    let waiting = 0;
    let asking = null;

    function show(page) {
      const fresh = page.getElementById("found");
      if (!fresh || !list) return;
      list.innerHTML = fresh.innerHTML;
      list.hidden = false;
      if (!isHead) fillIn(page);
    }

    // what was typed stands where it belongs, and goes again when something else was meant
    function fillIn(page) {
      for (const name of FILLED_IN) {
        const there = form.elements.namedItem(name);
        const fresh = page.querySelector(`main [name="${name}"]`);
        if (!there || !fresh || (there.value && there.value !== there.dataset.filled)) continue;
        there.value = fresh.value;
        there.dataset.filled = fresh.value;
      }
    }

    function close() {
      if (asking) asking.abort();
      window.clearTimeout(waiting);
      if (isHead) list.hidden = true;
    }

    async function look() {
      if (asking) asking.abort();
      asking = new AbortController();
      const typed = { csrf_token: form.elements.csrf_token.value, do: "find", [field.name]: field.value };
      try {
        const answer = await fetch(form.getAttribute("action") || window.location.href, {
          method: "POST",
          body: new URLSearchParams(typed),
          credentials: "same-origin",
          redirect: "error",
          signal: asking.signal,
        });
        if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html"));
      } catch (problem) {
        // stopped by the next key, or the network is away: the button still works
      }
    }

    field.addEventListener("input", () => {
      close();
      if (field.value.trim().length >= SHORTEST) waiting = window.setTimeout(look, PAUSE);
    });
    if (!isHead) {
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        close();
        look();
      });
      return;
    }
    form.addEventListener("keydown", (event) => {
      const places = [field, ...list.querySelectorAll("a")];
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (event.key === "Escape") {
        close();
        field.focus();
      } else if (step && !list.hidden) {
        event.preventDefault();
        const at = places.indexOf(document.activeElement);
        places[(at + step + places.length) % places.length].focus();
      }
    });
    form.addEventListener("focusout", (event) => {
      if (!form.contains(event.relatedTarget)) close();
    });
  }

  if (window.fetch && window.AbortController) document.querySelectorAll("input[data-box]").forEach(box);
})();

// A long text takes Enter as a new line; with Ctrl it is sent, by the first button of its form.
document.addEventListener("keydown", (event) => {
  const text = event.target;
  if (event.key !== "Enter" || event.repeat || !(event.ctrlKey || event.metaKey)) return;
  if (!text.matches("main form[method=post] textarea")) return;
  event.preventDefault();
  text.form.requestSubmit(text.form.querySelector("button:not([type=button])"));
});
