// Import: upload with the token, start, watch, show what happened.
"use strict";

(() => {
  for (const form of document.querySelectorAll("[data-upload]")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      const error = form.querySelector("[data-error]");
      button.disabled = true;
      error.hidden = true;
      const { ok, data } = await panel.post(form.action, new FormData(form));
      button.disabled = false;
      if (ok) { location.assign(form.dataset.job + data.job); return; }
      error.textContent = data?.message ?? form.dataset.lost;
      error.hidden = false;
    });
  }
})();

(() => {
  const form = document.querySelector("form[data-job]:not([data-upload])");
  if (!form) return;
  const outcome = document.querySelector("[data-outcome]");
  const words = JSON.parse(outcome.dataset.words);
  const running = outcome.querySelector("[data-running]");
  const stage = outcome.querySelector("[data-stage]");
  const bar = outcome.querySelector(".ev-bar");
  const place = outcome.querySelector("[data-report]");
  const error = form.querySelector("[data-error]");
  const commit = form.querySelector("[data-commit]");

  const element = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children.map(String).map((text, at) => (children[at] instanceof Node ? children[at] : text)));
    return made;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const body = new FormData(form, event.submitter);
    error.hidden = true;
    const { ok, data } = await panel.post(form.action, body);
    if (!ok) { error.textContent = data?.message ?? words.lost; error.hidden = false; error.scrollIntoView({ block: "center" }); return; }
    watch();
  });
  // What was checked is no longer what would be written.
  form.addEventListener("change", () => { commit.disabled = true; });

  async function watch() {
    outcome.hidden = false;
    running.hidden = false;
    place.replaceChildren();
    for (const button of form.querySelectorAll("button")) button.disabled = true;
    outcome.scrollIntoView({ block: "start", behavior: "smooth" });
    for (;;) {
      const { ok, status, data } = await panel.get(`${form.dataset.job}/state`);
      if (!ok && status !== 0) { stage.textContent = data?.message ?? words.lost; break; }
      if (!ok) stage.textContent = words.lost;
      else if (data.status === "running") progress(data);
      else { finish(data); break; }
      await new Promise((resolve) => setTimeout(resolve, 700));
    }
    form.querySelector("button[name=check]").disabled = false;
  }

  function progress(data) {
    const share = data.total ? Math.round((100 * data.done) / data.total) : null;
    stage.textContent = `${data.stage}${data.total ? ` ${data.done} / ${data.total}` : data.done ? ` ${data.done.toLocaleString()}` : ""}`;
    bar.querySelector("span").style.width = share === null ? "30%" : `${share}%`;
    if (share === null) bar.removeAttribute("aria-valuenow");
    else bar.setAttribute("aria-valuenow", String(share));
  }

  function finish(data) {
    running.hidden = true;
    if (data.status === "interrupted") { say("warning", words.interrupted); return; }
    if (data.status === "failed") { for (const text of data.error) say("danger", text); return; }
    const report = data.report;
    if (!report) { outcome.hidden = true; return; }
    const text = report.committed ? words.committed : report.dry_run ? words.dry : words.refused;
    say(report.committed ? "success" : report.problem_count ? "warning" : "info", text);
    const facts = [[words.rows, report.rows], [report.committed ? words.taken : words.would, report.taken], [words.present, report.present],
      [words.bad, report.bad], ...Object.entries(report.created)];
    place.append(element("dl", { class: "ev-facts" }, ...facts.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, Number(value).toLocaleString())))));
    for (const note of report.notes) place.append(element("p", { class: "ev-muted" }, note));
    if (report.problem_count) problems(report);
    commit.disabled = report.committed || !report.dry_run || (report.problem_count > 0 && !form.elements.skip_bad_rows.checked) || report.taken === 0;
    panel.announce(text);
  }

  function say(kind, text) {
    place.append(element("div", { class: `alert alert-${kind}`, role: kind === "danger" ? "alert" : "status" }, text));
  }

  function problems(report) {
    const link = element("a", { href: `${form.dataset.job}/problems.csv` }, words.all);
    place.append(element("p", {}, link, report.problem_count > report.problems.length ? ` ${words.first}` : ""));
    const names = ["row", "column", "value", "reason", "remedy"];
    const head = element("tr", {}, ...names.map((name) => element("th", { scope: "col" }, words[name])));
    const rows = report.problems.map((one) => element("tr", {}, ...names.map((name) => element("td", {}, one[name]))));
    const table = element("table", { class: "ev-table" }, element("thead", {}, head), element("tbody", {}, ...rows));
    place.append(element("div", { class: "ev-table-wrap", tabindex: "0", role: "group", "aria-label": words.bad }, table));
  }

  if (form.dataset.status !== "uploaded") watch();
})();
