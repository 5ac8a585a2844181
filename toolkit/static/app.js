// Progressive enhancement only: every page works without this file.
(() => {
  "use strict";

  const KEY = "unsaved-answers";
  const all = (selector) => document.querySelectorAll(selector);

  // Answers that could not be sent yet, by path; for this tab only, and never in localStorage.
  const unsaved = {
    read() {
      try {
        return JSON.parse(sessionStorage.getItem(KEY)) || {};
      } catch {
        return {};
      }
    },
    change(path, entry) {
      const entries = unsaved.read();
      if (entry) entries[path] = entry;
      else delete entries[path];
      try {
        if (Object.keys(entries).length) sessionStorage.setItem(KEY, JSON.stringify(entries));
        else unsaved.clear();
      } catch {
        // Storage is full or forbidden: the page's own memory has to do.
      }
    },
    clear() {
      try {
        sessionStorage.removeItem(KEY);
      } catch {
        // Storage is forbidden: nothing was kept.
      }
    },
  };

  const isAnswer = (control) =>
    control.name && control.name !== "csrf_token" &&
    !["hidden", "submit", "button", "file", "password"].includes(control.type);

  function answersOf(form) {
    const names = new Set([...form.elements].filter(isAnswer).map((control) => control.name));
    return [...new FormData(form)].filter(([name]) => names.has(name));
  }

  function putAnswers(form, answers) {
    for (const control of [...form.elements].filter(isAnswer)) {
      const values = answers.filter(([name]) => name === control.name).map(([, value]) => value);
      if (control.type === "radio" || control.type === "checkbox") {
        control.checked = values.includes(control.value);
      } else if (values.length) {
        control.value = values[0];
      }
    }
  }

  function autosave(form) {
    const target = new URL(form.getAttribute("action") || location.href, location.href);
    if (target.origin !== location.origin) return;
    const path = target.pathname;
    const status = document.createElement("p");
    status.className = "save-status";
    status.setAttribute("role", "status");
    form.append(status);

    let changes = 0; // made in this page
    let saved = 0; // of them, known to the server
    let sending = false;
    let wait = 0; // seconds before the next attempt
    let timer;

    const say = (what) => {
      status.textContent = form.dataset[what] || "";
    };
    const isPending = () => saved < changes;
    const keep = (submitted) =>
      unsaved.change(path, { answers: answersOf(form), submitted });

    async function post() {
      try {
        const response = await fetch(target, {
          method: "POST",
          body: new URLSearchParams(new FormData(form)),
          headers: { "X-Autosave": "1" },
          credentials: "same-origin",
          redirect: "manual",
        });
        if (response.status === 204) return "saved";
        return response.status >= 500 || response.status === 429 ? "offline" : "refused";
      } catch {
        return "offline";
      }
    }

    async function send() {
      clearTimeout(timer);
      if (sending || !isPending()) return;
      sending = true;
      const sent = changes;
      say("saving");
      const outcome = await post();
      sending = false;
      if (outcome === "saved") {
        saved = sent;
        wait = 0;
        if (isPending()) return void send();
        unsaved.change(path);
        return say("saved");
      }
      keep(false);
      say(form.dataset[outcome] ? outcome : "offline");
      if (outcome === "offline") {
        wait = Math.min(60, wait * 2 || 2);
        timer = setTimeout(send, wait * 1000);
      }
    }

    function changed() {
      changes += 1;
      send();
    }

    form.addEventListener("change", changed);
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      if (isPending()) keep(true);
      saved = changes;
    });
    addEventListener("online", send);
    addEventListener("pagehide", () => isPending() && keep(false));

    // A form that came back with what is wrong already holds what was chosen.
    const entry = document.querySelector(".govuk-error-summary") ? null : unsaved.read()[path];
    if (entry) {
      putAnswers(form, entry.answers);
      changed();
    }
    return path;
  }

  const paths = [...all("form[data-autosave]")].map(autosave);

  // A form that was sent and is not shown again was received.
  for (const [path, entry] of Object.entries(unsaved.read())) {
    if (entry.submitted && !paths.includes(path)) unsaved.change(path);
  }
  for (const element of all("[data-clear-saved]")) {
    if (element instanceof HTMLFormElement) element.addEventListener("submit", unsaved.clear);
    else unsaved.clear();
  }

  // A code behind # never reaches the server's log; it must not stay in the address bar either.
  for (const input of all("input[data-code-from-fragment]")) {
    if (location.hash.length < 2) continue;
    try {
      input.value = decodeURIComponent(location.hash.slice(1));
    } catch {
      input.value = location.hash.slice(1);
    }
    history.replaceState(null, "", location.pathname + location.search);
  }

  for (const button of all("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => print());
  }
  addEventListener("beforeprint", () => {
    for (const details of all("details:not([open])")) {
      details.open = true;
      details.dataset.closed = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const details of all("details[data-closed]")) {
      details.open = false;
      delete details.dataset.closed;
    }
  });

  for (const button of all("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(source.dataset.text || source.textContent.trim());
      button.textContent = button.dataset.copied;
    });
  }

  const summary = document.querySelector(".govuk-error-summary");
  if (summary) {
    summary.tabIndex = -1;
    summary.focus();
  }
})();
