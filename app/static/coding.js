/* Checking paroles by keyboard, without reloading: the page works the same without this file.
   The next parole is fetched while the present one is read; a decision is sent while the next one
   is already shown, and comes back to the screen when it could not be kept. */
"use strict";
(() => {
  const main = document.querySelector("main");
  const off = "paroles.raccourcis.non"; // kept on this computer: shortcuts switched off (WCAG 2.1.4)
  const done = [];
  let ahead = null; // {address, page}: the next parole, already here

  const form = () => main.querySelector("form.settle");
  const fetched = async (address) => {
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { address: answer.url, page };
  };
  const prefetch = () => {
    ahead = null;
    const next = form()?.dataset.next;
    if (next) fetched(next).then((it) => (ahead = it), () => (ahead = null));
  };
  const show = ({ address, page }, after = Promise.resolve()) => {
    const fresh = page.querySelector("main");
    if (!fresh || !fresh.querySelector("form.settle")) {
      location.assign(address); // nothing left to check, or signed out: an ordinary page
      return;
    }
    main.replaceChildren(...fresh.childNodes);
    document.title = page.title;
    history.replaceState(null, "", address);
    scrollTo(0, 0);
    prepare();
    after.then(prefetch, () => {}); // the server must know what was decided before it says what follows
  };
  const say = (words) => {
    const told = main.querySelector("#etat");
    if (told) told.textContent = words;
  };
  const enabled = () => localStorage.getItem(off) !== "1";

  const prepare = () => {
    const choice = main.querySelector("#raccourcis");
    if (choice) {
      choice.closest("[hidden]")?.removeAttribute("hidden");
      choice.checked = enabled();
    }
    main.classList.toggle("silent-keys", !enabled());
    if (done.length) {
      say(done.length === 1 ? "1 parole vérifiée depuis l’ouverture de cette page." : `${done.length} paroles vérifiées depuis l’ouverture de cette page.`);
      main.querySelector("#defaire")?.removeAttribute("hidden");
    }
    main.querySelector("h1")?.focus({ preventScroll: true });
  };
  const post = (address, data) =>
    fetch(address, { method: "POST", body: data, credentials: "same-origin", redirect: "manual", keepalive: true })
      .then((answer) => {
        if (answer.type !== "opaqueredirect") throw new Error(String(answer.status));
      });

  const settle = async () => {
    const sent = form();
    const mine = { address: location.href, action: sent.action, reopen: sent.dataset.reopen };
    const data = new URLSearchParams(new FormData(sent));
    const kept = post(mine.action, data);
    const next = ahead;
    try {
      if (next?.page.querySelector("form.settle")) {
        done.push(mine);
        show(next, kept);
        await kept;
      } else {
        await kept;
        done.push(mine);
        show(await fetched(sent.dataset.review));
      }
    } catch {
      if (done.at(-1) === mine) done.pop();
      try {
        show(await fetched(mine.address));
      } catch { /* no network: what is on screen stays there */ }
      say("La dernière décision n’a pas pu être enregistrée. Vérifiez la connexion, puis confirmez de nouveau.");
    }
  };
  const undo = async () => {
    const last = done.at(-1);
    if (!last?.reopen) return;
    const data = new URLSearchParams(new FormData(form()));
    try {
      await post(last.reopen, data);
      done.pop();
      show(await fetched(last.address));
      say("Décision annulée : cette parole est de nouveau à vérifier.");
    } catch {
      say("L’annulation n’a pas pu être enregistrée. Vérifiez la connexion, puis recommencez.");
    }
  };

  // Words selected in the parole are proposed to the machine's lesson; typing them does as well.
  document.addEventListener("selectionchange", () => {
    const field = main.querySelector("#m-words");
    const chosen = getSelection();
    const words = chosen.toString().trim().replace(/\s+/g, " ");
    if (!field || !words || words.length > 80) return;
    if (!main.querySelector("blockquote.parole")?.contains(chosen.anchorNode)) return;
    field.value = words;
    field.closest("details").open = true;
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    settle();
  });
  document.addEventListener("change", (event) => {
    if (event.target.id === "raccourcis") {
      if (event.target.checked) localStorage.removeItem(off);
      else localStorage.setItem(off, "1");
      main.classList.toggle("silent-keys", !enabled());
    }
    event.target.closest(".key")?.classList.remove("proposed");
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#defaire")) undo();
  });
  document.addEventListener("keydown", (event) => {
    if (!enabled() || !form() || event.ctrlKey || event.metaKey || event.altKey) return;
    const inside = event.target;
    if (inside.matches("textarea, select, input:not([type=checkbox]):not([type=radio])")) return;
    if (event.key === "Enter") {
      if (inside.matches("a, button, summary") || event.repeat) return;
      event.preventDefault();
      settle();
      return;
    }
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    const pressed = digit ? digit[1] : event.key.toLowerCase();
    if (pressed === "u") {
      event.preventDefault();
      undo();
      return;
    }
    if (event.shiftKey && !digit) return;
    const input = main.querySelector(`[data-key="${CSS.escape(pressed)}"]`);
    if (!input || input.disabled) return;
    event.preventDefault();
    // A radio pressed again is let go of: a parole may have no tone.
    input.checked = !input.checked;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  prepare();
  prefetch();
})();
