// What the page knows: claims by columns, the words of articles once, rows that wait to be drawn. Of a large corpus the
// page holds what matters; the rest lies in files beside it, which are opened when they are needed.
const $ = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
// All text goes into the page as text nodes.
const el = (tag, attributes = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "text") node.textContent = value; else if (name.startsWith("on")) node.addEventListener(name.slice(2), value); else node.setAttribute(name, value);
  }
  node.append(...children.filter((child) => child !== "" && child !== null));
  return node;
};
const number = (n) => n.toLocaleString("en");
const counted = (n, noun) => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const lazily = (make) => { let made; return () => (made ??= make()); };
const data = read("data");
const articles = new Map(data.articles.map(([key, title, day, url, n]) => [key, { title, day, url, n }]));
const texts = lazily(() => new Map(Object.entries(read("texts"))));
const folds = lazily(() => new Map(Object.entries(read("folds"))));

// Places in a text count characters; a script counts half of some as one.
const PAIRED = /[\ud800-\udbff]/;
const cut = (text, a, b) => (PAIRED.test(text) ? [...text].slice(a, b).join("") : text.slice(a, b));
const piecesOf = (article) => (texts().get(article)?.p ?? []).flatMap((paragraph) => paragraph.slice(1).filter((piece) => piece !== 0));
const wordsAt = (article, [start, end]) => {
  for (const [a, b, text] of piecesOf(article)) if (a <= start && end <= b) return cut(text, start - a, end - a);
  return "";
};

class Claim {
  get place_id() { return this.at.map(([, id]) => id); }
  get words() { return this.content || this.spans.map((span) => wordsAt(this.article_id, span)).join(""); }
  get told() { return wordsAt(this.article_id, this.sentence); }
  get covered() { return wordsAt(this.article_id, [this.spans[0][0], this.spans.at(-1)[1]]); }
  // The sentence in pieces, every second of which is the claim's.
  get pieces() {
    const out = [];
    let [last, end] = this.sentence;
    for (const [a, b] of [...this.spans].sort((x, y) => x[0] - y[0])) {
      const [from, to] = [Math.max(a, this.sentence[0]), Math.min(b, end)];
      if (last <= from && from < to) { out.push([last, from], [from, to]); last = to; }
    }
    return [...out, [last, end]].map((span) => wordsAt(this.article_id, span));
  }
  get sentence_at() { return `sentence-${this.article_id}-${this.sentence[0]}`; }
  get sought() {
    return (this.lower ??= [this.told, this.words, this.outlet, this.chain.join(" "), this.places.join(" "), articles.get(this.article_id)?.title ?? ""].join(" ").toLowerCase());
  }
}
const unpacked = ({ n, columns }) => {
  const of = Object.entries(columns).map(([name, c]) => [name, Array.isArray(c) ? (i) => c[i] : (i) => c.of[c.at[i]]]);
  return Array.from({ length: n }, (_, i) => {
    const claim = new Claim();
    for (const [name, value] of of) claim[name] = value(i);
    return claim;
  });
};
let claims = [];
let byId = new Map(), byGroup = new Map(), byArticle = new Map();
const grouped = (of) => {
  const found = new Map();
  for (const claim of claims) if (of(claim)) { const own = found.get(of(claim)); if (own) own.push(claim); else found.set(of(claim), [claim]); }
  return found;
};
const take = (rows) => {
  claims = rows;
  byId = new Map(claims.map((claim) => [claim.claim_id, claim]));
  byGroup = grouped((claim) => claim.group_id);
  byArticle = grouped((claim) => claim.article_id);
};
take(unpacked(data.claims));

// --- what lies beside the page -------------------------------------------------------------------------------
const busy = (on) => { document.body.toggleAttribute("data-busy", on); };
const AWAY = "These rows lie in files beside this page, in the folder index-rows of its report; the page was sent without them.";
// SHA-256 (FIPS 180-4) in hexadecimal. Browsers that take a page from disk for unsafe have none of their own.
const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fraction = (x) => ((x - Math.floor(x)) * 2 ** 32) >>> 0;
const ROUNDS = Uint32Array.from(PRIMES, (prime) => fraction(Math.cbrt(prime)));
const turned = (x, n) => (x >>> n) | (x << (32 - n));
function ownSha256(bytes) {
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6), view = new DataView(padded.buffer);
  padded.set(bytes);
  padded[bytes.length] = 128;
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(padded.length - 4, bytes.length << 3);
  const sum = Uint32Array.from(PRIMES.slice(0, 8), (prime) => fraction(Math.sqrt(prime))), w = new Uint32Array(64);
  for (let at = 0; at < padded.length; at += 64) {
    let [a, b, c, d, e, f, g, h] = sum;
    for (let i = 0; i < 64; i += 1) {
      if (i < 16) w[i] = view.getUint32(at + 4 * i);
      else w[i] = w[i - 16] + w[i - 7] + (turned(w[i - 15], 7) ^ turned(w[i - 15], 18) ^ (w[i - 15] >>> 3)) + (turned(w[i - 2], 17) ^ turned(w[i - 2], 19) ^ (w[i - 2] >>> 10));
      const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i] + w[i]) | 0;
      const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, i) => { sum[i] += word; });
  }
  return [...sum].map((word) => word.toString(16).padStart(8, "0")).join("");
}
async function sha256(bytes) {
  if (!globalThis.crypto?.subtle) return ownSha256(bytes);
  return [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
const lost = new Map(); // files that could not be had, and why: none is waited for twice
async function fetched([file, digest]) {
  if (lost.has(file)) throw lost.get(file);
  try { return await posted(file, digest); } catch (error) { lost.set(file, error); throw error; }
}
async function posted(file, digest) {
  const frame = el("iframe", { sandbox: "allow-scripts", title: "Rows beside this page", hidden: "", src: file });
  const text = await new Promise((resolve, reject) => {
    const heard = (event) => { if (event.source === frame.contentWindow && typeof event.data === "string") { removeEventListener("message", heard); resolve(event.data); } };
    addEventListener("message", heard);
    frame.addEventListener("load", () => setTimeout(() => { removeEventListener("message", heard); reject(new Error(AWAY)); }, 3000));
    document.body.append(frame);
  }).finally(() => frame.remove());
  if ((await sha256(new TextEncoder().encode(text))) !== digest) throw new Error("A file beside this page is not the one that it was made with.");
  return JSON.parse(text);
}
const held = new Map(); // number of a file: its claims
let whole = !data.beside;
const order = [...articles.keys()];
const batchOf = (article) => Math.floor(order.indexOf(article) / data.beside.batch);
async function batch(n) {
  if (held.has(n)) return;
  const told = await fetched(data.beside.parts[n]);
  for (const [article, text] of Object.entries(told.texts)) texts().set(article, text);
  held.set(n, unpacked(told.claims));
}
async function everything() {
  if (whole) return;
  busy(true);
  try {
    for (let n = 0; n < data.beside.parts.length; n += 1) await batch(n);
    take([...held.keys()].sort((a, b) => a - b).flatMap((n) => held.get(n)));
    whole = true;
  } finally { busy(false); }
}
// What was sent without the files beside it says so once, and goes by what it has.
let gathered;
const asFarAsThere = () => (gathered ??= everything().catch((error) => complain(error)));
async function articleOf(key) {
  if (whole || held.has(batchOf(key)) || batchOf(key) < 0) return;
  busy(true);
  try {
    await batch(batchOf(key));
    const own = held.get(batchOf(key)), known = new Set(own.map((claim) => claim.claim_id));
    take([...claims.filter((claim) => !known.has(claim.claim_id)), ...own]);
  } finally { busy(false); }
}
async function foldOf(name) {
  if (!data.beside?.folds[name] || folds().has(name)) return folds().get(name);
  busy(true);
  try { folds().set(name, await fetched(data.beside.folds[name])); } finally { busy(false); }
  return folds().get(name);
}
const say = (text, stay = 2500) => { $("#said").textContent = text; clearTimeout(say.timer); say.timer = setTimeout(() => { $("#said").textContent = ""; }, stay); };
const complain = (error) => say(error.message, 8000);
