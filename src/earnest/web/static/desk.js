/* Keys and results while typing. Every page works without this file. */
(() => {
  "use strict";

  const find = document.querySelector("#q");
  const keys = document.querySelector("#keys");
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  // Some people speak to their computer, and single letters would do things they did not mean:
  // the keys can be turned off (WCAG 2.1.4). Storage may be forbidden; then they stay on.
  const stored = (value) => {
    try {
      if (value !== undefined) localStorage.setItem("keys", value);
      return localStorage.getItem("keys");
    } catch {
      return null;
    }
  };

  /* The marked row. Focus is the mark, so that Enter and a screen reader follow it by themselves. */
  const picks = () => [...document.querySelectorAll("[data-pick]")];
  const picked = () => document.querySelector("[data-row].is-picked [data-pick]");

  const mark = (link) => {
    document.querySelector("[data-row].is-picked")?.classList.remove("is-picked");
    link?.closest("[data-row]").classList.add("is-picked");
  };

  const move = (step) => {
    const links = picks();
    if (!links.length) return;
    const at = links.indexOf(picked());
    const to = links[Math.max(0, Math.min(links.length - 1, at + step))];
    mark(to);
    to.focus({ preventScroll: true });
    to.closest("[data-row]").scrollIntoView({
      block: "nearest",
      behavior: still.matches ? "auto" : "smooth",
    });
  };

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    const link = row?.querySelector("[data-pick]");
    if (link) mark(link);
  });

  /* Keys. */
  const go = (letter) => document.querySelector(`[data-go="${letter}"]`)?.click();

  const actions = {
    j: () => move(1),
    k: () => move(-1),
    c: () => picked()?.closest("[data-row]").querySelector("[data-call]")?.click(),
    "/": () => find?.select() || find?.focus(),
    "?": () => keys?.showModal(),
    Enter: () => document.activeElement === document.body && picked()?.click(),
  };

  /* What a row offers by key, such as y and n on a proposal. */
  const inRow = (key) => picked()?.closest("[data-row]").querySelector(`[data-key="${key}"]`);

  let waiting = 0;
  const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === find) find.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (keys?.open || typing(event.target) || stored() === "off") return;
    if (waiting) {
      clearTimeout(waiting);
      waiting = 0;
      go(event.key);
    } else if (event.key === "g") {
      waiting = setTimeout(() => (waiting = 0), 1500);
    } else if (event.key === "Enter") {
      actions.Enter();
    } else if (/^[a-z]$/.test(event.key) && inRow(event.key)) {
      event.preventDefault();
      inRow(event.key).click();
    } else if (Object.hasOwn(actions, event.key)) {
      event.preventDefault();
      actions[event.key]();
    }
  });

  if (keys) {
    const box = document.querySelector("#keys-on");
    const opener = document.querySelector("#keys-open");
    box.checked = stored() !== "off";
    box.addEventListener("change", () => stored(box.checked ? "on" : "off"));
    opener.hidden = false;
    opener.addEventListener("click", () => keys.showModal());
    document.querySelector("#keys-close").addEventListener("click", () => keys.close());
  }

  /* Results while typing, on the search page. The form still works by Enter. */
  const results = document.querySelector("#results");
  if (results && find) {
    let timer = 0;
    let running = null;
    const show = async () => {
      running?.abort();
      running = new AbortController();
      const address = new URL(find.form.action);
      address.searchParams.set("q", find.value);
      try {
        const headers = { "X-Part": "results" };
        const answer = await fetch(address, { headers, signal: running.signal });
        if (!answer.ok) return;
        results.innerHTML = await answer.text();
        history.replaceState(null, "", address);
      } catch (error) {
        if (error.name !== "AbortError") find.form.submit();
      }
    };
    find.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(show, 150);
    });
    if (!find.value) find.focus();
  }

  mark(document.querySelector("[data-first] [data-pick]"));
})();
