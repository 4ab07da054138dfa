// What the page does beyond showing: tables that sort, search, filter and download, and links that lead to rows.
// DataTable is defined before this, in the same script.
const PAGE = 100;
const grids = new Map();
const text = (cell) => { const t = document.createElement("template"); t.innerHTML = cell; return t.content.textContent; };
const NUMBER = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/;
const FORMULA = "=+-@\t\r\n|%＝＋－＠";
const safe = (s) => {
  const first = s.replace(/^[ \u00a0\u200b\ufeff]+/, "").charAt(0);
  return first && FORMULA.includes(first) && !NUMBER.test(s) ? "'" + s : s;
};
// A value such as >1 asks for more than one; any other for that value, or for a list that has it.
const fits = (shown, value) => {
  if (shown === value || shown.split(/; | > /).includes(value)) return true;
  const compared = /^([<>])(=?)(-?\d+(?:\.\d+)?)$/.exec(value);
  if (!compared || !NUMBER.test(shown)) return false;
  const [n, limit] = [Number(shown), Number(compared[3])];
  return compared[2] && n === limit ? true : compared[1] === ">" ? n > limit : n < limit;
};
const quoted = (s) => (/[",\r\n]/.test(s) ? '"' + s.replaceAll('"', '""') + '"' : s);

class Grid {
  constructor(section) {
    this.section = section;
    this.name = section.dataset.grid;
    this.table = section.querySelector("table");
    this.heads = [...this.table.tHead.rows[0].cells];
    this.columns = this.heads.map((th) => th.dataset.column);
    this.where = new Map();
    this.ids = [...this.table.tBodies[0].rows].map((row) => row.id);
    const rest = section.querySelector("script[type='application/json']");
    this.rest = rest ? JSON.parse(rest.textContent) : [];
    for (const row of this.rest) this.ids.push(row.shift());
    this.at = new Map(this.ids.map((id, i) => [id, i]));
    const start = () => this.start();
    section.addEventListener("pointerover", start, { once: true });
    section.addEventListener("focusin", start, { once: true });
    section.addEventListener("input", (event) => this.change(event.target));
    section.addEventListener("click", (event) => { const b = event.target.closest("button"); if (b) this.press(b); });
  }
  start() {
    if (this.dt) return;
    this.paged = this.ids.length > PAGE * 2;
    this.dt = new DataTable(this.table, {
      paging: this.paged, pageLength: PAGE, deferRender: true, autoWidth: false, order: [], processing: false,
      layout: { topStart: null, topEnd: null, bottomStart: null, bottomEnd: null },
      columns: this.heads.map((th) => ({ type: th.classList.contains("number") ? "html-num" : "html", className: th.className })),
      createdRow: (row, data, index) => { if (this.ids[index]) row.id = this.ids[index]; },
    });
    if (this.rest.length) { this.dt.rows.add(this.rest); this.rest = []; }
    this.dt.search.fixed("where", (_, data) => {
      for (const [column, value] of this.where) {
        if (!fits(text(data[this.columns.indexOf(column)] ?? ""), value)) return false;
      }
      return true;
    });
    this.dt.on("draw", () => { this.tell(); rove(this.table); rove(this.section.querySelector(".tools"), ".tools"); });
    this.dt.draw(false);
  }
  change(field) {
    this.start();
    if (field.type === "search") this.dt.search(field.value).draw();
    else if (field.dataset.by) this.filter(new Map([...this.where].filter(([c]) => c !== field.dataset.by).concat(field.value ? [[field.dataset.by, field.value]] : [])));
  }
  press(button) {
    this.start();
    const action = button.dataset.do;
    if (action === "csv") this.download();
    if (action === "back") this.dt.page("previous").draw("page");
    if (action === "on") this.dt.page("next").draw("page");
    if (action === "drop") {
      const where = new Map(this.where);
      where.delete(button.dataset.column);
      this.filter(where);
      this.section.querySelector("input[type=search]")?.focus();
    }
  }
  filter(where) {
    this.start();
    this.where = new Map([...where].filter(([column]) => this.columns.includes(column)));
    for (const select of this.section.querySelectorAll("select")) {
      const value = this.where.get(select.dataset.by) ?? "";
      select.value = [...select.options].some((o) => o.value === value) ? value : "";
    }
    this.dt.draw();
  }
  tell() {
    const info = this.dt.page.info();
    const state = this.section.querySelector(".state");
    if (!state) return;
    const n = (x) => x.toLocaleString("en");
    let line = `${info.recordsDisplay === info.recordsTotal ? "" : `${n(info.recordsDisplay)} of `}${n(info.recordsTotal)} ${info.recordsTotal === 1 ? "row" : "rows"}`;
    if (this.paged && info.pages > 1) line += `, ${n(info.start + 1)} to ${n(info.end)} shown`;
    state.querySelector("output").textContent = line;
    for (const chip of state.querySelectorAll("[data-do=drop]")) chip.remove();
    for (const [column, value] of this.where) {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.dataset.do = "drop";
      chip.dataset.column = column;
      chip.textContent = `${column.replaceAll("_", " ")}: ${value} ✕`;
      chip.setAttribute("aria-label", `Show rows of every ${column.replaceAll("_", " ")} again, not only ${value}`);
      state.append(chip);
    }
    const back = this.section.querySelector("[data-do=back]");
    if (back) {
      back.disabled = info.page === 0;
      this.section.querySelector("[data-do=on]").disabled = info.page >= info.pages - 1;
    }
  }
  find(id) {
    if (!this.at.has(id)) return null;
    if (!this.dt && document.getElementById(id)) return document.getElementById(id);
    this.start();
    const index = this.at.get(id);
    let at = this.dt.rows({ search: "applied", order: "applied" }).indexes().toArray().indexOf(index);
    if (at < 0) {
      const field = this.section.querySelector("input[type=search]");
      if (field) field.value = "";
      this.dt.search("");
      this.filter(new Map());
      at = this.dt.rows({ search: "applied", order: "applied" }).indexes().toArray().indexOf(index);
    }
    if (this.paged) this.dt.page(Math.floor(at / PAGE)).draw("page");
    return this.dt.row(index).node();
  }
  download() {
    const lines = [this.columns];
    for (const data of this.dt.rows({ search: "applied", order: "applied" }).data().toArray()) lines.push(data.map(text));
    const csv = lines.map((line) => line.map((s) => quoted(safe(s))).join(",") + "\r\n").join("");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv;charset=utf-8" }));
    link.download = `${this.name}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }
}

for (const section of document.querySelectorAll("[data-grid]")) grids.set(section.dataset.grid, new Grid(section));

function show(element) {
  for (const old of document.querySelectorAll(".here")) old.classList.remove("here");
  for (let d = element.closest("details"); d; d = d.parentElement.closest("details")) d.open = true;
  element.classList.add("here");
  if (!element.matches("a,button,[tabindex]")) element.tabIndex = -1;
  element.focus({ preventScroll: true });
  element.scrollIntoView({ block: element.matches("tr,.sentence") ? "center" : "start", inline: "nearest" });
}

// The map's frame is told what the address asks for, and tells what is chosen in it.
const mapFrame = () => document.querySelector(".frame iframe");
function toMap(query) { mapFrame()?.contentWindow.postMessage({ claimatlasMap: query }, "*"); }

function go() {
  let hash = location.hash.slice(1);
  if (!hash) return;
  const [name, query] = hash.split("?");
  if (query !== undefined && grids.has(name)) {
    const grid = grids.get(name);
    grid.filter(new Map(new URLSearchParams(query)));
    show(grid.section.querySelector(".scroll") ?? grid.section);
    grid.section.scrollIntoView({ block: "start" });
    return;
  }
  if (name === "map" && query !== undefined) {
    toMap(query);
    mapFrame()?.scrollIntoView({ block: "start" });
    return;
  }
  try { hash = decodeURIComponent(hash); } catch { return; }
  for (const grid of grids.values()) {
    const row = grid.find(hash);
    if (row) return show(row);
  }
  const element = document.getElementById(hash);
  // Of a long table the page has the first rows: what is beyond them is told where it is.
  const beyond = element ? null : grids.get(`${/^(mention|place|group|holder)-/.exec(hash)?.[1]}s`);
  if (beyond?.section.dataset.left) {
    beyond.start();
    const told = document.createElement("span");
    told.className = "beyond";
    told.textContent = `${hash.slice(hash.indexOf("-") + 1)} is not among the rows of this page: its file has all.`;
    beyond.section.querySelector(".state .beyond")?.remove();
    beyond.section.querySelector(".state").append(told);
    return show(beyond.section.querySelector(".state"));
  }
  const table = element?.querySelector(":scope > details.table");
  if (table) { table.open = true; return; }
  if (element?.matches(".sentence,article") || element?.closest(".sentence")) show(element.closest(".sentence") ?? element);
}
addEventListener("hashchange", go);
// The same link twice is no change of the address, but still a wish to go there.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href^='#']");
  if (link && (link.getAttribute("href") === location.hash || link.href?.baseVal === location.hash)) setTimeout(go);
});
go();

// The map lives in a frame that may not navigate this page; it asks for a row or an anchor by a message.
addEventListener("message", (event) => {
  const frames = [...document.querySelectorAll(".frame iframe")];
  if (!frames.some((frame) => frame.contentWindow === event.source)) return;
  const inMap = event.data && event.data.claimatlasMap;
  if (inMap === null && /^#map\?./.test(location.hash)) toMap(location.hash.slice(5));
  else if (typeof inMap === "string" && /^[\w.~%+*=&-]{0,4000}$/.test(inMap)) history.replaceState(null, "", inMap ? `#map?${inMap}` : location.pathname);
  const wish = event.data && event.data.claimatlas;
  if (typeof wish === "string" && /^#?[\w.:-]+(\?[^<>"'`\s]*)?$/u.test(wish)) {
    const hash = wish.startsWith("#") ? wish : `#${wish}`;
    // The card of a claim is on the page of the report.
    if (hash.startsWith("#claim-")) location.href = `index.html${hash}`; else if (hash === location.hash) go(); else location.hash = hash;
  }
});
addEventListener("beforeprint", () => { for (const table of document.querySelectorAll("details.table")) table.open = true; for (const grid of grids.values()) if (grid.dt && grid.paged) grid.dt.page.len(1000).draw(); });
addEventListener("afterprint", () => { for (const grid of grids.values()) if (grid.dt && grid.paged) grid.dt.page.len(PAGE).draw(); });

// The contents show the parts of the section that is being read.
const entries = new Map([...document.querySelectorAll(".contents > ul > li > a")].map((a) => [a.hash.slice(1), a]));
const spy = new IntersectionObserver((seen) => {
  const now = seen.filter((entry) => entry.isIntersecting).at(-1);
  if (!now || !entries.has(now.target.id)) return;
  for (const link of entries.values()) {
    link.parentElement.classList.toggle("now", link === entries.get(now.target.id));
    if (link === entries.get(now.target.id)) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
  }
}, { rootMargin: "-10% 0px -80% 0px" });
for (const section of document.querySelectorAll("main > section[id]")) spy.observe(section);
