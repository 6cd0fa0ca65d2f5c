/* One part of the form per screen, what is typed kept on the device, an answer sent when it can.
   The page works without this file; where something here fails, it works as without it. */
(() => {
  const form = document.getElementById("reponse");
  const fresh = form && form.dataset.etag; // nobody began it: neither errors nor a correction
  const language = document.documentElement.lang === "en" ? "en" : "fr";
  const say = (name, values = {}) => SAID[language][name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const day = (at) => new Intl.DateTimeFormat(language === "en" ? "en-GB" : "fr", { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" }).format(at);
  const shared = new URLSearchParams(location.search).has("partage");
  let safe = isSecureContext && "indexedDB" in window && !!crypto.subtle && !shared;
  const main = document.querySelector("main");
  const make = (tag, text = "", attributes = {}) => {
    const made = Object.assign(document.createElement(tag), { textContent: text });
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const button = (text, act, kind = "quiet small") => {
    const made = make("button", text, { type: "button", class: kind });
    made.addEventListener("click", () => act(made));
    return made;
  };
  const shell = document.documentElement.outerHTML; // before anything here changes the page

  /* What waits, in words, at the top of the page. */
  const board = make("div", "", { id: "attente", "aria-live": "polite" });
  main.prepend(board);
  const save = (rows) => {
    const text = rows.map((it) => `${it.title}\n${day(it.at)}\n\n${readable(it.body)}`).join("\n\n--------\n\n");
    const link = make("a", "", { href: URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" })), download: "ma-reponse.txt" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };
  const readable = (body) =>
    [...new URLSearchParams(body)].filter(([name, value]) => value && !/^(idempotency_key|issued|campaign|invitation)$/.test(name)).map(([name, value]) => `${name}: ${value}`).join("\n");
  const eraser = () => {
    const ask = button(say("erase"), async (self) => {
      if (self.textContent === say("erase")) {
        self.textContent = say("sure");
        return;
      }
      safe = false; // nothing typed from here on is kept either, until the page is opened again
      clearTimeout(timer);
      await Kept.forget();
      if ("caches" in window) await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
      if (form) form.reset();
      board.replaceChildren(make("p", say("erased"), { class: "note", role: "status" }));
      if (state) state.replaceChildren();
    });
    return ask;
  };
  const note = (words, ...buttons) => {
    const made = make("div", "", { class: "note warm" });
    made.append(make("p", words));
    if (buttons.length) {
      const row = make("p", "", { class: "actions" });
      row.append(...buttons);
      made.append(row);
    }
    return made;
  };
  const told = async () => {
    if (!safe) return;
    const rows = await Kept.list("queue").catch(() => []);
    const waiting = rows.filter((it) => it.state === "waiting");
    const shown = [];
    if (waiting.length) {
      const words = say(waiting.length === 1 ? "waiting1" : "waiting", { n: waiting.length, day: day(waiting[0].at) });
      shown.push(note(words, button(say("now"), flush, "small"), button(say("file"), () => save(waiting)), eraser()));
    }
    for (const it of rows) {
      const gone = async () => {
        await Kept.drop("queue", it.id);
        told();
      };
      if (it.state === "sent") {
        const line = note(say("sent", it), button(say("noted"), gone, "small"));
        line.querySelector("p").after(make("p", it.receipt, { class: "code" }));
        shown.push(line);
      } else if (it.state === "refused") {
        const reopen = async () => {
          await Kept.write("drafts", it.slug, { key: it.key, entries: [...new URLSearchParams(it.body)] });
          await Kept.drop("queue", it.id);
          location.assign(it.page);
        };
        const open = it.status === 410 ? [] : [button(say("open"), reopen, "small")];
        shown.push(note(say(it.status === 410 ? "closed" : "refused", it), ...open, button(say("file"), () => save([it])), eraser()));
      } else if (it.state === "lost") shown.push(note(say("lost"), button(say("erase"), gone)));
    }
    board.replaceChildren(...shown);
  };
  const flush = async () => {
    if (!safe) return;
    await Kept.flush().catch(() => 0);
    await told();
  };

  let state, timer;
  const started = async () => {
    if (!safe) return;
    await flush();
    addEventListener("online", flush);
    new BroadcastChannel("paroles").onmessage = told;
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
    setInterval(flush, 60000);
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(document.querySelector("script[data-worker]").dataset.worker).catch(() => 0);
  };
  if (!form) {
    started();
    return;
  }

  /* Kept while one types. */
  const slug = form.dataset.slug;
  const key = form.elements.idempotency_key;
  state = make("div", "", { class: "soft kept", role: "status" });
  form.append(state);
  const entries = () => [...new FormData(form)].filter(([name]) => !/^(idempotency_key|issued|invitation)$/.test(name));
  const filled = () => entries().some(([name, value]) => value && name !== "campaign" && name !== "code" && name !== "save");
  const keep = async () => {
    clearTimeout(timer);
    timer = 0;
    if (!safe || !key || !filled()) return;
    try {
      await Kept.write("drafts", slug, { key: key.value, entries: entries() });
    } catch {
      safe = false;
      state.replaceChildren(make("p", say("failed")));
    }
  };
  const fill = (pairs) => {
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      const mine = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
      else if (mine.length) field.value = mine[0];
    }
  };
  const restore = async () => {
    if (shared) return state.replaceChildren(make("p", say("shared")));
    if (!safe) return state.replaceChildren(make("p", say("notKept")));
    const known = [make("p", say("kept"))];
    if (fresh) {
      key.value = crypto.randomUUID().replaceAll("-", "");
      const draft = await Kept.read("drafts", slug).catch(() => null);
      // A clock set wrong by a year must not erase: only a draft older than a week by it, and not newer.
      if (draft && Date.now() - draft.at > 7 * 864e5) await Kept.drop("drafts", slug);
      else if (draft) {
        key.value = draft.key;
        fill(draft.entries);
        form.prepend(make("p", say("back", { day: day(draft.at) }), { class: "note", role: "status" }));
      }
    } else if (key) {
      // In another language, or with errors: the server's page is as it was sent, the draft goes on.
      const draft = await Kept.read("drafts", slug).catch(() => null);
      if (draft?.key === key.value) fill(draft.entries);
    }
    known.push(eraser());
    state.replaceChildren(...known);
  };
  form.addEventListener("input", () => {
    if (!timer) timer = setTimeout(keep, 300);
  });
  for (const [where, name] of [[document, "visibilitychange"], [window, "pagehide"]]) where.addEventListener(name, () => timer && keep());

  /* Sent, or waiting to be. */
  const send = async () => {
    const id = key.value;
    const content = {
      key: id,
      slug,
      title: form.dataset.title,
      action: form.action,
      page: location.pathname + location.search,
      body: new URLSearchParams(new FormData(form)).toString(),
    };
    clearTimeout(timer);
    timer = 0;
    await Kept.write("queue", id, content, { state: "waiting" });
    await Kept.drop("drafts", slug);
    const out = await Kept.send(id);
    if (out.state === "sent" && out.url) {
      await Kept.drop("queue", id);
      location.assign(out.url);
      return;
    }
    if (out.state === "refused") {
      // The server's own page says what to mend, with everything typed.
      await Kept.drop("queue", id);
      await Kept.write("drafts", slug, { key: id, entries: entries() });
      form.submit();
      return;
    }
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("paroles")).catch(() => 0);
    form.reset();
    key.value = crypto.randomUUID().replaceAll("-", "");
    location.hash = "";
    await told();
    board.prepend(make("p", say("offline"), { class: "note", role: "status" }));
    scrollTo(0, 0);
    state.replaceChildren();
    busy = false;
  };
  let busy = false;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.hasAttribute("formaction") || !key) return; // another language, a correction: as without script
    if (busy) return event.preventDefault(); // a double tap
    const onward = main.classList.contains("begun") && form.querySelector("section.part:not([hidden]) a.btn:not(.quiet)");
    if (onward) {
      event.preventDefault(); // Enter in a field goes to the next part; only the last screen sends
      onward.click();
      return;
    }
    if (!safe) return;
    event.preventDefault();
    busy = true;
    const go = form.querySelector("button[type=submit]:not([name])");
    const words = go.textContent;
    go.textContent = say("sending");
    send()
      .catch(() => form.submit())
      .finally(() => (go.textContent = words));
  });

  /* One part per screen. */
  const parts = [...form.querySelectorAll("section.part")];
  const paged = () => {
    if (!fresh || parts.length < 2) return;
    const intro = [...main.children].filter((it) => it !== form && it !== board && it.tagName !== "H1");
    const last = [...form.children].slice([...form.children].indexOf(parts.at(-1)) + 1).filter((it) => it !== state);
    const review = make("section", "", { class: "part", id: "relire", "aria-labelledby": "relire-titre", tabindex: "-1" });
    parts.at(-1).after(review);
    const total = Number(form.dataset.minutes);
    parts.forEach((part, place) => {
      const ahead = Math.max(1, Math.round((total * (parts.length - place)) / parts.length));
      part.querySelector(".soft").append(` · ${say("left", { n: ahead })}`);
      part.tabIndex = -1;
      const row = make("p", "", { class: "actions" });
      row.append(make("a", say("next"), { class: "btn", href: parts[place + 1] ? `#${parts[place + 1].id}` : "#relire" }));
      if (place) row.append(make("a", say("previous"), { class: "btn quiet", href: `#${parts[place - 1].id}` }));
      part.append(row);
    });
    const show = () => {
      const asked = location.hash.slice(1);
      const inside = asked ? document.getElementById(asked) : null;
      const step = asked === "relire" ? review : parts.find((part) => inside && part.contains(inside));
      if (asked && !step) return;
      main.classList.toggle("begun", !!step);
      for (const it of intro) it.hidden = !!step;
      form.hidden = !step;
      for (const part of [...parts, review]) part.hidden = part !== step;
      for (const it of last) it.hidden = step !== review;
      if (step === review) summary(review);
      if (step) {
        (inside && inside !== step ? inside : step).focus({ preventScroll: inside === step });
        if (inside === step || step === review) scrollTo(0, 0);
      }
    };
    addEventListener("hashchange", show);
    show();
  };
  const summary = (review) => {
    const list = make("dl", "", { class: "answers" });
    for (const asked of form.querySelectorAll(".q")) {
      const name = asked.querySelector("legend, label");
      const said = [...asked.querySelectorAll("input, select, textarea")].map((it) => {
        const label = it.labels?.[0]?.innerText ?? "";
        const row = it.closest(".row")?.querySelector("legend")?.innerText ?? "";
        if (it.type === "radio" || it.type === "checkbox") return it.checked ? (row ? `${row} : ` : "") + label : "";
        if (it.tagName === "SELECT") return it.value ? (it.closest(".rank") ? `${it.value}. ${label}` : it.selectedOptions[0].text) : "";
        return it.value.trim();
      }).filter(Boolean);
      const title = make("dt", name.innerText);
      const value = make("dd", said.join(asked.querySelector(".date") ? "/" : "\n") || say("empty"), said.length ? {} : { class: "soft" });
      const control = asked.querySelector("input:not([type=hidden]), select, textarea");
      const back = make("a", say("change"), { href: `#${control.id}` });
      back.append(make("span", ` : ${name.innerText}`, { class: "vh" }));
      value.append(" ", back);
      list.append(title, value);
    }
    review.replaceChildren(make("h2", say("review"), { id: "relire-titre" }), list);
    const row = make("p", "", { class: "actions" });
    row.append(make("a", say("previous"), { class: "btn quiet", href: `#${parts.at(-1).id}` }));
    review.append(row);
  };

  /* Beside a text: how much is left, and a word of caution. */
  const PERSONAL = /(?:\+33|\b0)\s?[1-9](?:[ .-]?\d{2}){4}\b|[\w.+-]+@[\w-]+\.\w{2,}|\b[12]\s?\d{2}\s?(?:0[1-9]|1[0-2])\s?\d{2}\s?\d{3}\s?\d{3}\b/;
  form.addEventListener("input", ({ target }) => {
    const most = Number(target.dataset?.max);
    if (!most) return;
    const count = document.getElementById(`${target.id}-max`);
    const left = most - target.value.length;
    if (count && left < most) count.textContent = say(left < 0 ? "over" : "signs", { n: Math.abs(left).toLocaleString(language) });
    let care = target.parentElement.querySelector(".care");
    if (PERSONAL.test(target.value) && !care) {
      care = make("p", say("personal"), { class: "care", role: "status" });
      target.after(care);
    } else if (care && !PERSONAL.test(target.value)) care.remove();
  });

  /* The page itself, for the next time without network; and whether it is still the right one. */
  const remember = async () => {
    if (!safe || !fresh?.[1] || !("caches" in window)) return;
    const cache = await caches.open("paroles-1");
    const address = location.href.split("#")[0];
    const found = await cache.match(address);
    if (!found) {
      await cache.put(address, new Response(`<!doctype html>${shell}`, { headers: { "Content-Type": "text/html; charset=utf-8" } }));
      const assets = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon]")].map((it) => it.href);
      await cache.addAll([...assets, ...[...document.scripts].map((it) => it.src)].map((it) => new Request(it, { cache: "force-cache" })));
      return;
    }
    const answer = await fetch(address, { headers: { "If-None-Match": fresh }, cache: "no-store", credentials: "omit" });
    if (answer.status === 304) return;
    await cache.delete(address);
    if ([404, 410].includes(answer.status)) board.prepend(note(say("nowClosed")));
    else if (answer.ok && !filled()) location.reload();
    else if (answer.ok) board.prepend(note(say("newer")));
  };

  if (shared) for (const it of document.querySelectorAll("form, [formaction]")) {
    const name = it.tagName === "FORM" ? "action" : "formaction";
    const address = new URL(it.getAttribute(name), location.href);
    address.searchParams.set("partage", "");
    it.setAttribute(name, address);
  }
  restore().catch(() => 0).then(paged).catch(() => 0).then(started).catch(() => 0).then(remember).catch(() => 0);
})();
