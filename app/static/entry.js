/* A sheet typed with the keyboard alone, one question at a time: the page works without this file,
   as one long form. Digits are read by their place (event.code): on a French keyboard they need
   Shift. The server alone decides what counts. */
"use strict";
(() => {
  const form = document.querySelector("form.sheet");
  const off = "paroles.raccourcis.non"; // the same switch as on the coding screen (WCAG 2.1.4)
  const told = document.querySelector("#avance");
  const help = document.querySelector(".keyhelp");
  const save = form.querySelector("button[type=submit]");
  const enabled = () => localStorage.getItem(off) !== "1";
  const first = (box) => box.querySelector("input:not([type=hidden]), select, textarea");

  /* A matrix is one step per line, anything else one step; what only informs is shown and passed. */
  const steps = [...form.querySelectorAll(".step")].flatMap((box) => {
    const rows = [...box.querySelectorAll("fieldset.row")];
    return rows.length ? rows.map((row) => ({ box, part: row })) : [{ box, part: box }];
  });
  let at = 0;

  const boxes = (part) => [...part.querySelectorAll("input[type=radio], input[type=checkbox]")];
  const ranks = (part) => [...part.querySelectorAll(".rank select")];
  const keysOf = ({ box }) => (box.dataset.keys ? box.dataset.keys.split(" ") : []);
  const choices = (step) => (step.box.dataset.kind === "ranking" ? ranks(step.part) : boxes(step.part));

  const label = () => {
    for (const step of steps) {
      const keys = step.box.dataset.kind === "consent" ? ["1"] : keysOf(step);
      choices(step).forEach((input, place) => {
        const words = input.closest("label") || input.parentElement.querySelector("label");
        if (!keys[place] || words.querySelector("kbd")) return;
        const key = document.createElement("kbd");
        key.textContent = keys[place];
        key.setAttribute("aria-hidden", "true");
        words.prepend(key);
      });
    }
  };
  /* The same by mouse or by touch; and Tab stays in the sheet. */
  const button = (text, look, by) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text, className: look });
    made.addEventListener("click", () => show(at + by));
    return made;
  };
  const onward = button("Suite", "", 1);
  const back = button("Retour", "quiet", -1);
  save.parentElement.classList.add("actions");
  save.before(onward);
  save.after(back);
  const show = (place) => {
    at = Math.max(0, Math.min(place, steps.length));
    const here = steps[at];
    for (const { box } of steps) box.hidden = box !== here?.box;
    for (const row of form.querySelectorAll("fieldset.row")) row.classList.toggle("here", row === here?.part);
    for (const part of form.querySelectorAll("section")) part.hidden = !part.querySelector(".step:not([hidden])");
    save.hidden = Boolean(here);
    onward.hidden = !here;
    back.hidden = at === 0;
    const blank = steps.filter((step) => !answered(step)).length;
    told.textContent = here
      ? `Question ${at + 1} sur ${steps.length}`
      : `${steps.length} questions, ${blank} sans réponse. Entrée enregistre, Maj+Entrée revient.`;
    focusOn(here);
  };
  const answered = ({ part, box }) =>
    box.dataset.kind === "note" || [...part.querySelectorAll("input:not([type=hidden]), select, textarea")].some(
      (input) => (["radio", "checkbox"].includes(input.type) ? input.checked : input.value.trim()));
  const focusOn = (here) => {
    if (!here) return save.focus();
    const ticked = boxes(here.part).find((input) => input.checked);
    const target = ticked || first(here.part) || here.box;
    if (target === here.box) target.tabIndex = -1;
    target.focus({ preventScroll: true });
    (here.part === here.box ? here.box : here.part).scrollIntoView({ block: "nearest" });
  };

  const typing = (target) => target.matches("textarea, select, input:not([type=radio]):not([type=checkbox])");
  const keyOf = (event) => {
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    return digit ? digit[1] : /^[a-z]$/i.test(event.key) ? event.key.toUpperCase() : "";
  };
  const pick = (step, key) => {
    const place = step.box.dataset.kind === "consent" ? (key === "1" ? 0 : -1) : keysOf(step).indexOf(key);
    const input = place < 0 ? null : choices(step)[place];
    if (!input) return false;
    if (input.tagName === "SELECT") rank(step, input);
    else input.checked = !input.checked; // the same key again takes the tick away
    input.focus({ preventScroll: true });
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  };
  const rank = (step, input) => {
    const taken = ranks(step.part).map((one) => Number(one.value));
    if (input.value) {
      const lost = Number(input.value);
      for (const one of ranks(step.part)) if (Number(one.value) > lost) one.value = String(Number(one.value) - 1);
      input.value = "";
    } else {
      input.value = String(Math.max(0, ...taken) + 1);
      if (!input.value) input.value = ""; // no more ranks are offered
    }
  };
  const newLine = (area) => area.setRangeText("\n", area.selectionStart, area.selectionEnd, "end");
  const nextBox = (target) => {
    const inputs = [...(target.closest(".date")?.querySelectorAll("input") || [])];
    const next = inputs[inputs.indexOf(target) + 1];
    next?.focus();
    return Boolean(next);
  };

  form.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || event.metaKey) return;
    const step = steps[at];
    if (event.key === "Enter" && event.target.tagName !== "BUTTON") {
      event.preventDefault();
      if (event.ctrlKey && event.target.tagName === "TEXTAREA") newLine(event.target);
      else if (event.shiftKey) show(at - 1);
      else if (!(event.target.value && nextBox(event.target))) show(at + 1);
      return;
    }
    if (event.key === "Enter" && event.shiftKey) {
      event.preventDefault();
      show(at - 1);
      return;
    }
    if (!step || event.ctrlKey || !enabled()) return;
    if (event.key === "ArrowLeft" && !typing(event.target) && event.target.type !== "radio") {
      event.preventDefault();
      show(at - 1);
    } else if (!typing(event.target) || event.target.closest(".rank")) {
      if (pick(step, keyOf(event))) event.preventDefault();
    }
  });
  form.addEventListener("submit", () => (save.disabled = true)); // two presses are one sheet

  const choice = document.querySelector("#raccourcis");
  choice.checked = enabled();
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(off);
    else localStorage.setItem(off, "1");
    form.classList.toggle("silent-keys", !enabled());
    focusOn(steps[at]);
  });
  form.classList.toggle("silent-keys", !enabled());
  help.hidden = false;
  form.classList.add("one-by-one");
  label();
  const wrong = steps.findIndex(({ box }) => box.querySelector(".error"));
  show(wrong < 0 ? 0 : wrong);
  /* From the list of what must be mended to its question. */
  document.querySelector(".errors")?.addEventListener("click", (event) => {
    const target = event.target.closest("a") && document.getElementById(event.target.hash.slice(1));
    const place = steps.findIndex(({ box }) => box.contains(target));
    if (place < 0) return;
    event.preventDefault();
    show(place);
  });
})();
