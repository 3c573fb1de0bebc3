// Files are dropped onto the form or pasted, go one at a time with what has come so far, and only what did not arrive goes again.
// Without this script the form sends all of them at once.
"use strict";

(() => {
  const form = document.querySelector("form[data-uploads]");
  const input = form && form.querySelector("input[type=file]");
  if (!input || !window.FormData || !window.DataTransfer) return;
  const MEGABYTE = 1024 * 1024;
  const largest = Number(form.dataset.largest);
  const token = form.elements.token.value;
  const list = document.createElement("ul");
  list.className = "govuk-list cw-uploads";
  list.setAttribute("aria-live", "polite");
  input.parentElement.after(list);
  let tries = 0;

  function choose(files) {
    const all = new DataTransfer();
    for (const file of [...input.files, ...files]) all.items.add(file);
    input.files = all.files;
    show();
  }

  function show() {
    list.replaceChildren(
      ...[...input.files].map((file) => {
        const line = document.createElement("li");
        const said = document.createElement("span");
        line.append(`${file.name}: `, said);
        said.textContent = file.size > largest * MEGABYTE ? `larger than ${largest} MB, so it cannot be added.` : "chosen";
        return line;
      }),
    );
  }

  // the sentence of the page that refused, without the name that stands before it
  function reason(answer, name) {
    const page = new DOMParser().parseFromString(answer.responseText || "", "text/html");
    const found = page.querySelector(".govuk-error-summary__list li") || page.querySelector("main .govuk-body");
    const words = found && found.textContent.trim().replace(`“${name}” is `, "");
    return words || "It did not arrive. Look at your connection, then press “Add them” again.";
  }

  function send(file, said, isLast) {
    const data = new FormData(form);
    data.delete(input.name);
    data.append(input.name, file, file.name);
    data.set("token", `${token}.${(tries += 1)}`);
    data.set("one_by_one", isLast ? "last" : "more");
    return new Promise((done) => {
      const request = new XMLHttpRequest();
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) said.textContent = `${Math.floor((100 * event.loaded) / event.total)} %`;
      };
      request.onloadend = () => {
        const arrived = request.status === 204;
        said.textContent = arrived ? "added" : reason(request, file.name);
        done(arrived);
      };
      request.open("POST", form.action);
      request.send(data);
    });
  }

  async function sendAll(event) {
    if (!input.files.length) return;
    event.preventDefault();
    const button = form.querySelector("button[type=submit], button:not([type])");
    button.disabled = true;
    const left = new DataTransfer();
    const refused = [];
    const files = [...input.files];
    for (const [place, file] of files.entries()) {
      const line = list.children[place];
      if (file.size > largest * MEGABYTE || !(await send(file, line.lastChild, place === files.length - 1))) {
        left.items.add(file);
        refused.push(line);
      }
    }
    button.disabled = false;
    if (!refused.length) {
      window.location.assign(form.dataset.uploads);
      return;
    }
    input.files = left.files;
    list.replaceChildren(...refused);
    input.focus();
  }

  // a picture or a file that was copied, e.g. out of a mail; pasted words go where the cursor is
  document.addEventListener("paste", (event) => {
    const files = event.clipboardData ? event.clipboardData.files : [];
    if (!files.length) return;
    event.preventDefault();
    const box = form.closest("details");
    if (box) box.open = true;
    choose(files);
    input.focus();
  });

  input.addEventListener("change", show);
  form.addEventListener("submit", sendAll);
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("cw-drop");
  });
  form.addEventListener("dragleave", () => form.classList.remove("cw-drop"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("cw-drop");
    choose(event.dataTransfer.files);
  });
})();
