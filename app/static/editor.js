/* The editor does everything without this file; here are what only a script can add:
   the preview follows what is typed, questions can be dragged, and leaving a page saves it. */
"use strict";
(function () {
  const frame = document.getElementById("apercu");
  const live = document.querySelector("form[data-live]");
  let asked = 0;

  async function refresh() {
    const mine = ++asked;
    const body = new FormData(live);
    body.set("key", live.dataset.key);
    const answer = await fetch(frame.dataset.try, { method: "POST", body, credentials: "same-origin" });
    if (!answer.ok || mine !== asked) return;
    const page = await answer.text();
    frame.removeAttribute("src");
    frame.srcdoc = page;
    frame.parentElement.querySelector(".soft").textContent = "L’aperçu suit ce que vous écrivez. Pensez à enregistrer.";
  }

  if (frame && live) {
    let timer = 0;
    live.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(function () { refresh().catch(function () {}); }, 500);
    });
  }

  /* What was typed is saved on the way to another question, and asked about on the way out. */
  const watched = document.querySelector("form[data-watch]");
  if (watched) {
    let dirty = false;
    watched.addEventListener("input", function () { dirty = true; });
    watched.addEventListener("submit", function () { dirty = false; });
    window.addEventListener("beforeunload", function (event) { if (dirty) event.preventDefault(); });
    document.querySelectorAll(".outline li a").forEach(function (link) {
      link.addEventListener("click", function (event) {
        if (!dirty || !live || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        const go = document.createElement("input");
        go.type = "hidden";
        go.name = "go";
        go.value = "question:" + link.parentElement.dataset.key;
        live.append(go);
        dirty = false;
        live.submit();
      });
    });
  }

  /* A list that fills another is sent as soon as it changes. */
  document.querySelectorAll("form[data-auto] select").forEach(function (select) {
    select.addEventListener("change", function () { if (select.value) select.form.requestSubmit(); });
  });

  /* Questions dragged in the outline; the buttons of their page do the same. */
  const outline = document.querySelector(".outline[data-arrange]");
  if (!outline) return;
  const here = outline.querySelector("[aria-current]");
  if (here && outline.scrollHeight > outline.clientHeight) {
    const down = here.getBoundingClientRect().top - outline.getBoundingClientRect().top;
    outline.scrollTop += down - outline.clientHeight / 3;
  }
  let taken = null;
  outline.querySelectorAll("li[data-key]").forEach(function (line) {
    line.draggable = true;
    line.addEventListener("dragstart", function () { taken = line; });
    line.addEventListener("dragend", function () { mark(null); taken = null; });
  });

  function mark(target) {
    outline.querySelectorAll(".drag-over").forEach(function (old) { old.classList.remove("drag-over"); });
    if (target) target.classList.add("drag-over");
  }

  outline.querySelectorAll("ol[data-section]").forEach(function (list) {
    list.addEventListener("dragover", function (event) {
      if (!taken) return;
      event.preventDefault();
      mark(event.target.closest("li") || list);
    });
    list.addEventListener("drop", function (event) {
      if (!taken) return;
      event.preventDefault();
      const before = event.target.closest("li");
      const others = [...list.querySelectorAll("li[data-key]")].filter(function (line) { return line !== taken; });
      const place = before && before !== taken ? others.indexOf(before) : others.length;
      send(taken.dataset.key, list.dataset.section, place);
    });
  });

  function send(key, into, place) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = outline.dataset.arrange;
    const fields = { csrf_token: outline.dataset.token, revision: outline.dataset.revision, gesture: "place:" + key, into: into, place: place };
    for (const name in fields) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = fields[name];
      form.append(input);
    }
    document.body.append(form);
    form.submit();
  }
})();
