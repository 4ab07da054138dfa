// --- the claim's card -------------------------------------------------------------------------------------------
const card = $("#card");
async function copy(text, what) {
  try { await navigator.clipboard.writeText(text); }
  catch {
    const field = el("textarea");
    field.value = text;
    card.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say(`${what} copied`);
}
// A cell that a spreadsheet could take for a formula gets an apostrophe, which is removed again where the sheet is read.
const FORMULA = "=+-@\t\r\n|%＝＋－＠";
const NUMBER = /^[-+]?\d+(\.\d+)?([eE][-+]?\d+)?$/;
const safe = (text) => { const first = text.replace(/^[ \u00a0\u200b\ufeff]+/, "").charAt(0); return first && FORMULA.includes(first) && !NUMBER.test(text) ? `'${text}` : text; };
const quoted = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const csv = (rows) => rows.map((cells) => `${cells.map((cell) => quoted(safe(cell))).join(",")}\r\n`).join("");
const where = (claim) => location.href.split("#")[0] + `#claim-${claim.claim_id}`;
const link = (claim) => el("a", { href: `#claim-${claim.claim_id}`, text: claim.outlet });
const joined = (nodes) => nodes.flatMap((node, i) => (i ? [", ", node] : [node]));
const button = (text, onclick, more = {}) => el("button", { type: "button", text, onclick, ...more });
// Other claims that say the same: in other outlets, and again in its own.
const tellings = (claim) => {
  const group = claim.group_id ? byGroup.get(claim.group_id).filter((other) => other !== claim) : [];
  return [group.filter((other) => other.outlet !== claim.outlet), group.filter((other) => other.outlet === claim.outlet)];
};
const save = (name, text, type) => saveBlob(name, new Blob([text], { type }));
function saveBlob(name, blob) {
  const a = el("a", { href: URL.createObjectURL(blob), download: name });
  a.click();
  setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}

// Rows for review/claims.csv, one for each claim that was reported since the page was opened.
const REVIEW = ["action", "claim_id", "text", "field", "value", "note"];
const reported = new Map();
const WRONG = [["holder", "The source is another one"], ["own", "No source: the outlet’s own voice"], ["reject", "This is no claim"], ["accept", "It is right as it is"]];
const kinds = new Map(data.sources);
// What the next run makes of the corrected chain (claimatlas.review does the same).
function follows(claim, chain) {
  const name = chain.at(-1);
  if (chain.length === 1) return "Then its kind is unattributed and it has no basis.";
  const kind = kinds.get(name);
  const named = claim.told.toLowerCase().includes(name.toLowerCase());
  return `Then its kind is ${kind ? kind : "as before, or as the name shows"}; its basis: ${named ? "its sentence names it" : "it carries over from an earlier sentence"}.`;
}
function reportError(claim) {
  const choice = el("select", {}, ...WRONG.map(([value, text]) => el("option", { value, text })));
  const now = claim.chain.length > 1 ? claim.chain.at(-1) : "";
  const holder = el("select", {}, ...(now ? [] : [el("option", { value: "", text: "choose" })]), ...data.sources.map(([name, kind]) => el("option", { value: name, text: `${name} (${kind})` })), el("option", { value: "\n", text: "another name …" }));
  holder.value = kinds.has(now) ? now : "";
  const other = el("input", { value: now });
  const line = el("textarea", { rows: "3", readonly: "", "aria-label": "Row for review/claims.csv" });
  const then = el("p", { class: "then" });
  const picked = el("label", {}, "Source, innermost ", holder), named = el("label", {}, "Its name ", other);
  const fill = () => {
    const what = choice.value, edit = what === "holder" || what === "own";
    picked.hidden = what !== "holder";
    named.hidden = picked.hidden || holder.value !== "\n";
    const name = (holder.value === "\n" ? other.value : holder.value).trim();
    const chain = what === "holder" ? [claim.outlet, ...claim.chain.slice(1, -1), name].filter(Boolean) : [claim.outlet];
    const cells = [edit ? "edit" : what, claim.claim_id, claim.covered || claim.words, edit ? "chain" : "", edit ? chain.join(" > ") : "", ""];
    const changed = !edit || chain.join(" > ") !== claim.chain.join(" > ");
    if (changed) reported.set(claim.claim_id, cells); else reported.delete(claim.claim_id);
    then.textContent = edit && changed ? follows(claim, chain) : "";
    line.value = csv([REVIEW, ...reported.values()]);
  };
  for (const field of [choice, holder, other]) field.addEventListener("input", fill);
  const box = el("div", { class: "report" }, el("label", {}, "What is wrong ", choice), picked, named, then,
    el("p", { text: "These rows go into review/claims.csv of the corpus, all that you reported since the page was opened; kind and basis follow from the source." }), line,
    el("div", { class: "actions" }, button("Save as claims.csv", () => save("claims.csv", line.value, "text/csv;charset=utf-8")), button("Copy the rows", () => copy(line.value, "Rows")),
      button("Leave this claim out", () => { reported.delete(claim.claim_id); box.remove(); })));
  fill();
  $(".report", card)?.remove();
  card.append(box);
  choice.focus();
  box.scrollIntoView({ block: "nearest" });
}
function open(claim) {
  const { title, day, url, n } = articles.get(claim.article_id);
  const [others, again] = tellings(claim);
  const facts = el("dl");
  const fact = (name, ...nodes) => facts.append(el("dt", { text: name }), el("dd", {}, ...nodes));
  fact("Other tellings", ...(others.length ? joined(others.map(link)) : ["no other outlet was found to make this claim"]));
  if (again.length) fact("Again in", ...joined(again.map(link)));
  if (claim.differs.length) fact("Differs", ...joined(claim.differs.map(([text, id]) => el("a", { href: `#contradictions?${new URLSearchParams({ fact_id: id })}`, text }))));
  if (claim.at.length) fact("Place", ...joined(claim.at.map(([name, id]) => el("a", { href: `#claims?${new URLSearchParams({ place_id: id })}`, text: name }))));
  else if (claim.places.length) fact("Names", claim.places.join(", "));
  if (claim.when) fact("Date", claim.when);
  if (claim.hedge) fact("Hedge", `“${claim.hedge}”`);
  fact("Confidence", claim.confidence);
  if (claim.made_by !== "machine") fact("Read", claim.made_by === "reviewed" ? "by machine, corrected by hand" : "coded by hand");
  const sentence = claim.told;
  const citation = `${claim.outlet}${title ? `, “${title}”` : ""}${day ? `, ${day}` : ""}: “${sentence}”${url ? ` ${url}` : ""} (claim ${claim.claim_id}, Claim Atlas, ${data.corpus})`;
  const earlier = claim.before.length ? wordsAt(claim.article_id, claim.before) : "";
  card.replaceChildren(
    button("✕", () => card.close(), { class: "close", "aria-label": "Close" }),
    el("h2", { id: "card-where", text: [claim.outlet, day || "undated", `claim ${claim.number} of ${n}`].join(" · ") }),
    el("p", { class: "quote" }, ...claim.pieces.map((piece, i) => (i % 2 ? el("b", { text: piece }) : piece))),
    el("ul", { class: "chain", "aria-label": "From the origin to the outlet" }, ...[...claim.chain].reverse().map((name) => el("li", { text: name }))),
    el("p", { class: "why" }, el("strong", { text: claim.chain.length > 1 ? `Why ${claim.source}? ` : "Whose word? " }), earlier ? `${claim.why.slice(0, -1)}: “${earlier}”` : claim.why),
    facts,
    el("div", { class: "actions" }, button("Copy link", () => copy(where(claim), "Link")), button("Copy as citation", () => copy(citation, "Citation")), button("Copy sentence", () => copy(sentence, "Sentence")),
      el("a", { href: `#${claim.sentence_at}`, text: "Read in article" }), button("Report an error", () => reportError(claim))));
  if (!card.open) card.showModal();
  card.scrollTop = 0;
}
card.addEventListener("click", (event) => { if (event.target === card) card.close(); });
$("#claims tbody").addEventListener("click", (event) => {
  const id = event.target.closest("tr")?.dataset.key;
  if (id && !event.target.closest("a")) openAt(`#claim-${id}`);
});
