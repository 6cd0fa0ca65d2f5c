/* One part of the form per screen, what is typed kept on the device, an answer sent when it can.
   The page works without this file; where something here fails, it works as without it. */
(() => {
  const form = document.getElementById("reponse");
  const fresh = form && form.dataset.etag; // nobody began it: neither errors nor a correction
  const locale = document.documentElement.lang === "en" ? "en-GB" : "fr";
  const say = (name, values = {}) => SAID[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const day = (at) => new Intl.DateTimeFormat(locale, { weekday: "long", day: "numeric", month: "long", hour: "numeric", minute: "2-digit" }).format(at);
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
  const save = async (states) => {
    const rows = (await Kept.list("queue")).filter((it) => states.includes(it.state));
    const text = rows.map((it) => `${it.title}\n${day(it.at)}\n\n${readable(it.body)}`).join("\n\n--------\n\n");
    const link = make("a", "", { href: URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" })), download: "ma-reponse.txt" });
    link.click(); // its address lives as long as the page
  };
  const readable = (body) =>
    [...new URLSearchParams(body)].filter(([name, value]) => value && !/^(idempotency_key|issued|campaign|invitation)$/.test(name)).map(([name, value]) => `${name}: ${value}`).join("\n");
  const eraser = () => {
    return button(say("erase"), async (self) => {
      if (self.textContent === say("erase")) {
        self.textContent = say("sure");
        return;
      }
      safe = false; // nothing typed from here on is kept either, until the page is opened again
      await Kept.forget();
      await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
      if (form) form.reset();
      board.replaceChildren(make("p", say("erased"), { class: "note", role: "status" }));
      if (state) state.replaceChildren();
    });
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
  let soon;
  const told = async () => {
    soon = 0;
    if (!safe) return;
    const rows = await Kept.list("queue", (record) => record.state !== "waiting").catch(() => []);
    const waiting = rows.filter((it) => it.state === "waiting");
    const shown = [];
    const file = (states) => button(say("file"), () => save(states));
    if (waiting.length) {
      const words = say(waiting.length === 1 ? "waiting1" : "waiting", { n: waiting.length, day: day(waiting[0].at) });
      shown.push(note(words, button(say("now"), flush, "small"), file(["waiting"]), eraser()));
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
          await gone();
          location.assign(it.page);
        };
        const open = it.closed ? [] : [button(say("open"), reopen, "small")];
        shown.push(note(say(it.closed ? "closed" : "refused", it), ...open, file(["refused"]), eraser()));
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
  let pull = () => 0;
  const started = async () => {
    if (!safe) return;
    await flush();
    addEventListener("online", flush);
    new BroadcastChannel("paroles").onmessage = ({ data }) => {
      if (data === "drafts") pull();
      else soon = soon || setTimeout(told, 500); // a thousand answers that leave tell it a thousand times
    };
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && (pull(), flush()));
    setInterval(flush, 60000);
    navigator.serviceWorker?.register(document.querySelector("script[data-worker]").dataset.worker).catch(() => 0);
  };
  if (!form) {
    started();
    return;
  }

  /* Kept while one types: one draft for all tabs, each adding what was typed in it. */
  const slug = form.dataset.slug;
  const key = form.elements.idempotency_key;
  const made = () => [...crypto.getRandomValues(new Uint8Array(16))].map((it) => it.toString(16).padStart(2, "0")).join("");
  const touched = new Set();
  state = make("div", "", { class: "soft kept", role: "status" });
  form.append(state);
  const entries = () => [...new FormData(form)].filter(([name]) => !/^(idempotency_key|issued|invitation)$/.test(name));
  const stands = (name) => {
    if (state.dataset.says === name) return;
    state.dataset.says = name;
    state.replaceChildren(make("p", say(name)), ...(safe ? [eraser()] : []));
  };
  // On a page with errors, another draft is not this one.
  const draft = async () => {
    const found = await Kept.read("drafts", slug).catch(() => null);
    return found && (fresh || found.key === key.value) ? found : null;
  };
  /* Whether what is typed is safe on the device. */
  const keep = async () => {
    clearTimeout(timer);
    timer = 0;
    if (!safe || !key || !touched.size) return safe;
    const mine = new Set();
    try {
      await Kept.alone("drafts", async () => {
        const old = await draft();
        const now = entries();
        for (const name of touched) mine.add(name);
        touched.clear();
        if (old) key.value = old.key;
        const rest = (old ? old.entries : now).filter(([name]) => !mine.has(name));
        await Kept.write("drafts", slug, { key: key.value, entries: [...now.filter(([name]) => mine.has(name)), ...rest] });
      });
      Kept.tell("drafts");
      stands("kept");
      return true;
    } catch {
      for (const name of mine) touched.add(name); // tried again with the next letter
      stands("failed");
    }
  };
  const fill = (pairs) => {
    for (const field of form.elements) {
      if (!field.name || touched.has(field.name) || field.type === "hidden" || field.type === "submit") continue;
      const mine = pairs.filter(([name]) => name === field.name).map(([, value]) => value);
      if (field.type === "checkbox" || field.type === "radio") field.checked = mine.includes(field.value);
      else if (mine.length) field.value = mine[0];
    }
    ask();
    [...form.elements].forEach(beside);
  };
  pull = () =>
    safe && key && Kept.alone("drafts", async () => {
      const found = await draft();
      if (found) {
        key.value = found.key;
        fill(found.entries);
      }
      return found;
    });
  const restore = async () => {
    if (!key) return; // a correction: nothing of it is kept here
    if (fresh) key.value = made();
    if (!safe) return stands(shared ? "shared" : "notKept");
    const old = await draft();
    // A clock set wrong by a year must not erase: only a draft older than a week by it, and not newer.
    if (old && Date.now() - old.at > 7 * 864e5) await Kept.drop("drafts", slug);
    const found = await pull();
    if (found && fresh) form.prepend(make("p", say("back", { day: day(found.at) }), { class: "note", role: "status" }));
    stands("kept");
  };
  form.addEventListener("input", ({ target }) => {
    touched.add(target.name);
    ask();
    beside(target);
    if (!timer) timer = setTimeout(keep, 300);
  });
  for (const [where, name] of [[document, "visibilitychange"], [window, "pagehide"]]) where.addEventListener(name, () => timer && keep());

  /* Questions that depend on others; the server alone decides what counts. */
  const conditional = [...form.querySelectorAll("[data-if]")].map((it) => [it, JSON.parse(it.dataset.if)]);
  const said = (name) =>
    [...form.elements].filter((it) => it.name === name && !it.closest("[data-if][hidden]") && (it.checked || it.tagName === "SELECT")).map((it) => it.value);
  const number = (text) => (/^-?\d+(\.\d*)?$/.test(text) ? Number(text) : NaN);
  const holds = ([sign, ...parts]) => {
    if (sign === "not") return !holds(parts[0]);
    if (sign === "and") return parts.every(holds);
    if (sign === "or") return parts.some(holds);
    if (sign === "has") return said(parts[0]).includes(parts[1]);
    const texts = parts.map((it) => (Array.isArray(it) ? said(it[0]).join(" ") : it));
    const [left, right] = texts.map(number);
    if (sign === "<") return left < right;
    if (sign === "<=") return left <= right;
    return texts.some((it) => typeof it === "number") ? left === right : texts[0] === texts[1];
  };
  const ask = () => {
    for (const [it, tree] of conditional) it.hidden = !holds(tree);
  };

  /* Sent, or waiting to be. */
  const tell = (name) => {
    board.prepend(make("p", say(name), { class: "note warm", role: "status" }));
    scrollTo(0, 0);
  };
  const send = async () => {
    clearTimeout(timer);
    timer = 0;
    const content = () => ({
      key: key.value,
      slug,
      title: form.dataset.title,
      action: form.action,
      page: location.pathname + location.search,
      body: new URLSearchParams(new FormData(form)).toString(),
    });
    let queued = safe;
    try {
      // Another tab's answer waits under this key: two answers rather than one over the other.
      const other = safe && (await Kept.read("queue", key.value));
      if (other && readable(other.body) !== readable(content().body)) key.value = made();
      if (safe) await Kept.write("queue", key.value, content(), { state: "waiting" });
    } catch {
      queued = false;
    }
    const id = key.value;
    const out = await (queued ? Kept.send(id) : Kept.post(content()));
    if (out.state === "waiting" && !queued) return tell("stay"); // every word is still in the page
    const forget = async (name, it) => safe && Kept.drop(name, it).catch(() => 0);
    await forget("drafts", slug);
    if (out.state === "sent" && out.url) {
      await forget("queue", id);
      form.reset(); // « Back » shows nobody's words
      return location.assign(out.url);
    }
    if (out.state === "refused" && !(out.closed && queued)) {
      // The server's own page says what to mend, with everything typed.
      await forget("queue", id);
      if (safe) await Kept.write("drafts", slug, { key: id, entries: entries() }).catch(() => 0);
      return form.submit();
    }
    form.reset();
    touched.clear();
    ask();
    key.value = made();
    location.hash = "";
    await told();
    if (out.state !== "waiting") return scrollTo(0, 0);
    navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("paroles")).catch(() => 0);
    tell("offline");
  };
  /* Another language: by its address, which the worker may have seen, with the draft. */
  const speak = async (by) => {
    const to = new URL(by.formAction);
    to.pathname = to.pathname.replace(/\/langue\/?$/, "");
    if (form.elements.campaign) to.searchParams.set("c", form.elements.campaign.value);
    if (!navigator.onLine && !(await caches.match(to))) return tell("noLanguage");
    to.hash = location.hash;
    if (await keep()) location.assign(to);
    else {
      safe = false;
      by.click(); // as without script
    }
  };
  let busy, reached;
  form.addEventListener("submit", (event) => {
    const by = event.submitter;
    if (by?.name) {
      // « Continuer plus tard »: the server keeps it. Asked first whether it answers: else the browser's error page comes
      if (reached) return (reached = 0);
      event.preventDefault();
      fetch(location, { method: "HEAD" }).then(() => by.click((reached = 1)), () => tell("stay"));
      return;
    }
    if (by?.hasAttribute("formaction")) {
      if (safe && key && (fresh || touched.size) && !form.elements.invitation) {
        event.preventDefault();
        speak(by).catch(() => 0);
      } else by.formAction = by.formAction.split("#")[0] + location.hash;
      return;
    }
    if (!key) return; // a correction: as without script
    event.preventDefault();
    if (busy) return; // a double tap
    const onward = main.classList.contains("begun") && form.querySelector("section.part:not([hidden]) a.btn:not(.quiet)");
    if (onward) return onward.click(); // Enter in a field goes to the next part; only the last screen sends
    busy = true;
    const go = form.querySelector("button[type=submit]:not([name])");
    const words = go.textContent;
    go.textContent = say("sending");
    send()
      .catch(() => form.submit())
      .finally(() => {
        go.textContent = words;
        busy = false;
      });
  });

  /* One part per screen. */
  const parts = [...form.querySelectorAll("section.part")];
  const paged = () => {
    if (!key || parts.length < 2 || main.querySelector(".errors")) return;
    const intro = [...main.children].filter((it) => it !== form && it !== board && it.tagName !== "H1");
    const last = [...form.children].slice([...form.children].indexOf(parts.at(-1)) + 1).filter((it) => it !== state && it.id !== "later");
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
    for (const asked of form.querySelectorAll(".part .q:not([hidden])")) {
      const name = asked.querySelector("legend, label");
      const said = [...asked.querySelectorAll("input, select, textarea")].map((it) => {
        const label = it.labels?.[0]?.innerText.trim() ?? "";
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
  const beside = (target) => {
    const most = Number(target.dataset?.max);
    if (!most) return;
    const count = document.getElementById(`${target.id}-max`);
    const left = most - target.value.length;
    if (count && left < most) count.textContent = say(left < 0 ? "over" : "signs", { n: Math.abs(left).toLocaleString(locale) });
    let care = target.parentElement.querySelector(".care");
    if (PERSONAL.test(target.value) && !care) {
      care = make("p", say("personal"), { class: "care", role: "status" });
      target.after(care);
    } else if (care && !PERSONAL.test(target.value)) care.remove();
  };

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
    else if (answer.ok && !(await draft())) location.reload();
    else if (answer.ok) board.prepend(note(say("newer")));
  };

  ask();
  restore().catch(() => 0).then(paged).catch(() => 0).then(started).catch(() => 0).then(remember).catch(() => 0);
})();
