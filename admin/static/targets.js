// Targets: a block of cells copied from a spreadsheet goes into the grid, from the field on where it is pasted.
"use strict";

(() => {
  const grid = document.querySelector("[data-paste]");
  grid?.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/[\t\n]/.test(text.trim()) || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const rows = [...grid.tBodies[0].rows].map((row) => [...row.querySelectorAll("input")]);
    const top = rows.findIndex((row) => row.includes(event.target)), left = rows[top].indexOf(event.target);
    text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => line.split("\t").forEach((value, right) => {
      const field = rows[top + down]?.[left + right];
      if (!field) return;
      field.value = value.trim();
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }));
  });
})();
