// The heads and links of one table, the links of a picture, sentence or list of contents, the search and the buttons of
// one table and the folds of code are one stop of the tab key each; the arrows move within.
const STOPS = { table: "thead [role=button], tbody a[href]", svg: "a", "p.sentence-line": "a.rows", "nav.contents": "a", main: "details.code > summary", ".tools": "input, button:not(:disabled)", figcaption: "a, summary" };
function rove(box, name = box.localName) {
  const marks = () => [...box.querySelectorAll(STOPS[name])];
  const stop = (at) => { for (const mark of marks()) mark.setAttribute("tabindex", mark === at ? "0" : "-1"); };
  const first = marks()[0];
  if (!first) return;
  stop(marks().find((mark) => mark === document.activeElement) ?? first);
  // What scrolls and has a stop within needs none of its own.
  const around = name === "main" ? null : box.closest(".scroll, .sheet, nav");
  if (around) around.tabIndex = -1;
  if (box.roves) return;
  box.roves = true;
  box.addEventListener("focusin", (event) => { const mark = marks().find((one) => one === event.target); if (mark) stop(mark); });
  box.addEventListener("keydown", (event) => {
    const all = marks(), at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    // In a field these keys are the text's.
    if (event.target.matches("input") && !/^Arrow(Up|Down)$/.test(event.key)) return;
    const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : step ? at + step : -1;
    if (at < 0 || event.altKey || event.ctrlKey || event.metaKey || !all[to]) return;
    event.preventDefault();
    all[to].focus();
  });
}
for (const name of Object.keys(STOPS)) for (const box of document.querySelectorAll(name === "svg" ? ".sheet svg" : name)) rove(box, name);
// A table or a picture that shows itself whole does not scroll, and is no stop.
const sized = new ResizeObserver((seen) => {
  for (const { target } of seen) if (!target.querySelector("[tabindex='0']")) target.tabIndex = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight ? 0 : -1;
});
for (const box of document.querySelectorAll(".scroll, .sheet")) sized.observe(box);
