"use strict";
// Charts answer to pointer and keys: what a mark stands for, and one series at a time.
// Without this script each mark still has its own title. Texts are only ever set as text.
for (const figure of document.querySelectorAll("figure.chart")) {
  const svg = figure.querySelector("svg");
  const marks = [...svg.querySelectorAll("[role=graphics-symbol] > title")].map((title) => {
    const mark = title.parentNode;
    mark.told = title.textContent;
    title.remove(); // two tips would be one too many
    return mark;
  });
  const tip = figure.appendChild(document.createElement("div"));
  tip.className = "tip";
  tip.setAttribute("role", "status");
  tip.hidden = true;
  let at = -1;

  const show = (n) => {
    marks[at]?.classList.remove("shown");
    at = n;
    tip.hidden = n < 0;
    if (n < 0) return;
    const mark = marks[n].getBoundingClientRect();
    const frame = figure.getBoundingClientRect();
    marks[n].classList.add("shown");
    tip.textContent = marks[n].told;
    const half = tip.offsetWidth / 2;
    const middle = mark.left - frame.left + mark.width / 2;
    tip.style.left = `${Math.min(Math.max(middle, half), frame.width - half)}px`;
    tip.style.top = `${mark.top - frame.top}px`;
  };
  svg.addEventListener("pointerover", (event) => show(marks.indexOf(event.target)));
  svg.addEventListener("pointerleave", () => show(-1));

  // Arrow keys walk along the marks.
  svg.setAttribute("role", "group");
  svg.tabIndex = 0;
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape") show(-1);
    if (!step || !marks.length) return;
    event.preventDefault();
    show((at + step + marks.length + (at < 0 && step < 0 ? 1 : 0)) % marks.length);
  });
  svg.addEventListener("blur", () => show(-1));

  // A name in the legend leaves its series alone on the page; again, and all are back.
  const colours = (mark) => [mark.getAttribute("fill"), mark.getAttribute("stroke")];
  const entries = [...svg.querySelectorAll(".role-legend-entry .role-scope > g")];
  const only = (chosen) => {
    const own = chosen && colours(chosen.querySelector(".role-legend-symbol path"));
    const colour = own && own.find((c) => c && c !== "none" && c !== "transparent");
    const drawn = [...marks, ...svg.querySelectorAll(".mark-line path")];
    for (const mark of drawn) mark.classList.toggle("dim", !!own && !colours(mark).includes(colour));
    for (const entry of entries) entry.setAttribute("aria-pressed", entry === chosen);
  };
  if (entries.length > 1) {
    for (const entry of entries) {
      const press = () => only(entry.getAttribute("aria-pressed") === "true" ? null : entry);
      entry.setAttribute("role", "button");
      entry.setAttribute("aria-pressed", "false");
      entry.setAttribute("aria-label", entry.textContent);
      entry.tabIndex = 0;
      entry.addEventListener("click", press);
      entry.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        event.stopPropagation();
        press();
      });
    }
  }
}
