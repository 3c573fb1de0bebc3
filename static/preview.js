// Shows a template as a letter while it is being typed. Without it, "Check and preview" does the same.
"use strict";

(() => {
  const PAUSE = 700; // milliseconds without a key
  const SWAPPED = ["findings", "preview"];
  const form = document.querySelector("form[data-preview]");
  if (!form || !window.fetch || !window.AbortController) return;
  let waiting = 0;
  let asking = null;

  async function show() {
    if (asking) asking.abort();
    asking = new AbortController();
    const typed = new FormData(form);
    typed.set("do", "preview");
    try {
      const answer = await fetch(form.action || window.location.href, {
        method: "POST",
        body: new URLSearchParams(typed),
        credentials: "same-origin",
        redirect: "error",
        signal: asking.signal,
      });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const id of SWAPPED) {
        const fresh = page.getElementById(id);
        const shown = document.getElementById(id);
        if (fresh && shown && fresh.innerHTML !== shown.innerHTML) shown.innerHTML = fresh.innerHTML;
      }
    } catch (problem) {
      // stopped by the next key, or the network is away: the button still works
    }
  }

  form.addEventListener("input", () => {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(show, PAUSE);
  });
})();
