// What all pages share: requests with the token, announcements, the navigation, the search box on top.
"use strict";

const panel = (() => {
  const csrf = () => document.querySelector('meta[name="csrf-token"]').content;

  let touched = Date.now();
  for (const kind of ["pointerdown", "pointermove", "wheel", "keydown"])
    addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
  /** What a page asks for while nobody is there keeps no log-in open. */
  const attended = (headers) => Date.now() - touched < 60000 ? headers : { ...headers, "X-Unattended": "1" };

  /** Send a change. Answers {status, ok, data}; a lost connection is status 0. */
  async function post(url, body) {
    const form = body instanceof FormData;
    const headers = { Accept: "application/json", "X-CSRF-Token": csrf() };
    if (!form) headers["Content-Type"] = "application/json";
    return send(url, { method: "POST", headers, body: form ? body : JSON.stringify(body ?? {}) });
  }

  /** Read JSON, as post does. */
  const get = (url, options = {}) => send(url, { headers: { Accept: "application/json" }, ...options });

  async function send(url, options) {
    try {
      const response = await fetch(url, { credentials: "same-origin", ...options, headers: attended(options.headers) });
      const text = await response.text();
      let data = null;
      try { data = text ? JSON.parse(text) : null; } catch { data = null; }
      if (response.status === 401) toLogin();
      return { status: response.status, ok: response.ok, data };
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return { status: 0, ok: false, data: null };
    }
  }

  /** Read a part of a page; answers its HTML, or null if there was none to be had. Not kept: it would stand for the
      whole page when somebody comes back to its address. */
  async function part(url, { headers = {}, signal } = {}) {
    try {
      const response = await fetch(url, { signal, credentials: "same-origin", cache: "no-store",
        headers: attended({ Accept: "text/html", "X-Fragment": "1", ...headers }) });
      if (response.status === 401) toLogin();
      return response.ok && !response.redirected ? await response.text() : null;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return null;
    }
  }

  /** The session is over: log in, and come back here. */
  const toLogin = () => location.assign(`/admin/login?next=${encodeURIComponent(location.pathname + location.search)}`);

  /** Say something to who listens rather than looks. */
  function announce(text) {
    const place = document.getElementById("announcer");
    place.textContent = "";
    setTimeout(() => { place.textContent = text; }, 50);
  }

  /** Whether keys are text just now, so that shortcuts must keep still. */
  const typing = (event) => event.isComposing || event.target.closest("input, textarea, select, [contenteditable]") !== null;

  return { csrf, post, get, part, announce, typing };
})();
window.panel = panel;

(() => {
  const nav = document.getElementById("nav");
  const burger = document.querySelector("[data-toggle-nav]");
  if (nav && burger) {
    burger.addEventListener("click", () => {
      const open = nav.classList.toggle("is-open");
      burger.setAttribute("aria-expanded", String(open));
    });
    for (const section of nav.querySelectorAll("details")) {
      const key = `ev-nav-${section.dataset.section}`;
      if (localStorage.getItem(key) === "open") section.open = true;
      // What somebody opens stays open; what a page opens by itself does not.
      section.querySelector("summary").addEventListener("click", () => localStorage.setItem(key, section.open ? "" : "open"));
    }
  }
  // A menu closes when something else is clicked, or by Escape.
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details[data-menu][open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
  // A form is sent once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  for (const field of document.querySelectorAll("[data-submit-on-change]")) {
    field.addEventListener("change", () => field.form.requestSubmit());
  }
})();

// The search box on top: results as one types, arrows to choose, Enter to open.
(() => {
  const input = document.querySelector("[data-find]");
  if (!input) return;
  const box = document.getElementById("found");
  let timer = 0, running = null, chosen = -1;

  const links = () => [...box.querySelectorAll("a")];
  function show(open) {
    box.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) { chosen = -1; input.removeAttribute("aria-activedescendant"); }
  }
  function choose(index) {
    const all = links();
    if (!all.length) return;
    chosen = (index + all.length) % all.length;
    all.forEach((link, at) => link.setAttribute("aria-selected", String(at === chosen)));
    input.setAttribute("aria-activedescendant", all[chosen].id);
    all[chosen].scrollIntoView({ block: "nearest" });
  }
  function group(title, rows) {
    const part = document.createElement("div");
    part.setAttribute("role", "group");
    part.setAttribute("aria-label", title);
    const head = document.createElement("div");
    head.className = "ev-found-group";
    head.textContent = title;
    part.append(head);
    for (const row of rows) {
      const link = document.createElement("a");
      link.href = row.href;
      link.id = `found-${row.id}`;
      link.tabIndex = -1;
      link.setAttribute("role", "option");
      link.append(row.title);
      if (row.hint) { const small = document.createElement("small"); small.textContent = row.hint; link.append(small); }
      part.append(link);
    }
    return part;
  }
  async function search() {
    const text = input.value.trim();
    running?.abort();
    if (text.length < 2) { show(false); return; }
    running = new AbortController();
    try {
      const { ok, data } = await panel.get(`/admin/search?q=${encodeURIComponent(text)}`, { signal: running.signal });
      if (!ok) return;
      box.replaceChildren(...data.groups.map((found) => group(found.title, found.rows)));
      if (!data.groups.length) {
        const none = document.createElement("p");
        none.textContent = data.nothing;
        box.append(none);
      }
      show(true);
      chosen = -1;
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, 180); });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown") { event.preventDefault(); choose(chosen + 1); }
    else if (event.key === "ArrowUp") { event.preventDefault(); choose(chosen - 1); }
    else if (event.key === "Escape") { show(false); }
    else if (event.key === "Enter" && chosen >= 0) { event.preventDefault(); links()[chosen].click(); }
  });
  input.addEventListener("blur", () => setTimeout(() => show(false), 150));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !panel.typing(event) && !event.ctrlKey && !event.metaKey) {
      // A page with a search of its own keeps the key.
      const own = document.querySelector("[data-own-search]");
      event.preventDefault();
      (own ?? input).focus();
      (own ?? input).select();
    }
  });
})();

// The bell: how much is unread, asked now and then while somebody looks; the latest when it is opened.
(() => {
  const bell = document.querySelector("[data-bell]");
  if (!bell) return;
  const url = bell.dataset.url, badge = bell.querySelector("[data-count]"), items = bell.querySelector("[data-items]");
  const summary = bell.querySelector("summary"), name = summary.getAttribute("aria-label");

  function show(unread) {
    badge.hidden = !unread;
    badge.textContent = unread > 99 ? "99+" : String(unread);
    summary.setAttribute("aria-label", unread ? `${name} (${badge.textContent})` : name);
  }
  async function ask() {
    if (document.hidden) return;
    // What led here counts as read, even if that request is slower than this one.
    const opened = sessionStorage.getItem("notice-opened");
    sessionStorage.removeItem("notice-opened");
    const answer = opened ? await panel.post(`${url}/read`, { ids: [opened] }) : await panel.get(`${url}/unread`);
    if (answer.ok) show(answer.data.unread);
  }
  function line(one) {
    const row = document.createElement(one.href ? "a" : "p");
    if (one.href) row.href = one.href;
    row.textContent = one.text;
    row.classList.toggle("is-unread", !one.readAt);
    row.dataset.noticeId = one.id;
    const small = document.createElement("small");
    small.textContent = one.ago;
    row.append(small);
    return row;
  }
  bell.addEventListener("toggle", async () => {
    if (!bell.open) return;
    const answer = await panel.get(`${url}/latest`);
    if (!answer.ok) return;
    const empty = document.createElement("p");
    empty.textContent = bell.dataset.none;
    items.replaceChildren(...(answer.data.items.length ? answer.data.items.map(line) : [empty]));
  });
  bell.querySelector("[data-read-all]").addEventListener("click", async () => {
    const answer = await panel.post(`${url}/read`, {});
    if (!answer.ok) return;
    show(answer.data.unread);
    for (const row of items.querySelectorAll(".is-unread")) row.classList.remove("is-unread");
  });
  // What is opened has been read; the request outlives the page.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-notice-id]");
    if (!link) return;
    sessionStorage.setItem("notice-opened", link.dataset.noticeId);
    fetch(`${url}/read`, { method: "POST", keepalive: true, credentials: "same-origin",
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRF-Token": panel.csrf() },
      body: JSON.stringify({ ids: [link.dataset.noticeId] }) });
  });
  ask();
  setInterval(ask, 60000);
  document.addEventListener("visibilitychange", ask);
})();
