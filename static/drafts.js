// Keeps what somebody writes into a long text in their browser until it is sent, so that a closed window costs no work.
// It is hidden by a key that the page of the same signed-in person has alone, ends after a day, and goes at sign-out.
"use strict";

(() => {
  const START = "casework-draft ";
  const PAUSE = 800; // milliseconds without a key
  const LASTS = 24 * 60 * 60 * 1000;
  const SHORTEST = 20; // less is typed again sooner than it is asked about
  const given = document.querySelector("meta[name=casework-drafts]");
  if (!given || !window.crypto || !window.crypto.subtle) return;
  const [name, secret] = given.content.split(" ");
  const mine = `${START}${name} `;
  const key = crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);

  function bytes(text) {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
  }

  function text(found) {
    return btoa(Array.from(new Uint8Array(found), (each) => String.fromCharCode(each)).join(""));
  }

  async function write(place, words) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key, new TextEncoder().encode(words));
    const kept = { at: Date.now(), iv: text(iv), words: text(hidden) };
    try {
      localStorage.setItem(place, JSON.stringify(kept));
    } catch (problem) {
      // there is no room, or the browser keeps nothing: the page works as it is
    }
  }

  async function read(place) {
    try {
      const kept = JSON.parse(localStorage.getItem(place));
      const found = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes(kept.iv) }, await key, bytes(kept.words));
      return { at: new Date(kept.at), words: new TextDecoder().decode(found) };
    } catch (problem) {
      localStorage.removeItem(place);
      return null;
    }
  }

  // what is too old, and what was sent from another page than this
  function tidy() {
    for (const place of Object.keys(localStorage).filter((each) => each.startsWith(START))) {
      let kept = {};
      try {
        kept = JSON.parse(localStorage.getItem(place)) || {};
      } catch (problem) {
        // not ours any more
      }
      const isSent = kept.sent && !place.startsWith(`${mine}${window.location.pathname} `);
      if (isSent || !(Date.now() - kept.at < LASTS)) localStorage.removeItem(place);
    }
  }

  function offer(field, draft, place) {
    const line = document.createElement("p");
    line.className = "cw-draft";
    line.setAttribute("role", "status");
    const when = draft.at.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit" });
    line.append(`You were writing here at ${when} and did not send it. `);
    const choose = (words, action) => {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = words;
      button.addEventListener("click", () => {
        action();
        line.remove();
        field.focus();
      });
      line.append(button, " ");
    };
    choose("Put it back", () => {
      field.value = draft.words;
    });
    choose("Throw it away", () => localStorage.removeItem(place));
    field.before(line);
  }

  async function keep(field) {
    const place = `${mine}${window.location.pathname} ${field.name}`;
    const asItCame = field.value;
    let waiting = 0;
    field.addEventListener("input", () => {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(() => {
        if (field.value.length >= SHORTEST && field.value !== asItCame) write(place, field.value);
        else localStorage.removeItem(place);
      }, PAUSE);
    });
    field.form.addEventListener("submit", () => {
      window.clearTimeout(waiting);
      const kept = localStorage.getItem(place);
      if (kept) localStorage.setItem(place, JSON.stringify({ ...JSON.parse(kept), sent: true }));
    });
    const draft = localStorage.getItem(place) && (await read(place));
    if (!draft || draft.words === field.value) localStorage.removeItem(place);
    else if (field.value === asItCame) offer(field, draft, place);
  }

  tidy();
  document.querySelectorAll("main form[method=post] textarea[name]").forEach(keep);
})();
