/**
 * The script of a listing page: sorts and filters what is there already, says times in the reader's zone, and moves
 * with the arrow keys. It writes text only, never markup.
 */
export const SCRIPT = `
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const table = document.querySelector("table");
  const box = byId("filter");
  const input = box.querySelector("input");
  const headings = ["name", "size", "modified"].map((by) => byId("by-" + by));

  const fold = (text) => text.normalize("NFC").toLowerCase();
  const naturalKey = (name) =>
    name.normalize("NFKD").replace(/\\p{M}+/gu, "").toLowerCase().replace(/\\d+/g, (digits) => {
      const value = digits.replace(/^0+/, "");
      return String.fromCharCode(48 + Math.min(value.length, 40)) + value;
    });
  const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
  const two = (number) => String(number).padStart(2, "0");
  const local = (time) => time.getFullYear() + "-" + two(time.getMonth() + 1) + "-" + two(time.getDate()) + " " +
    two(time.getHours()) + ":" + two(time.getMinutes());

  const entries = Array.from(table.querySelectorAll(".block > tr"), (row) => {
    const [first, size, modified] = row.cells;
    const link = first.firstChild;
    const name = link.textContent;
    const time = modified.firstChild;
    if (time && time.dateTime) {
      const date = new Date(time.dateTime);
      time.textContent = local(date);
      time.title = date.toString();
    }
    return {
      row, name, key: naturalKey(name), folded: fold(name), folder: link.className === "folder",
      size: size.firstChild ? Number(size.firstChild.value) : 0,
      modified: time && time.dateTime ? Date.parse(time.dateTime) : 0,
    };
  });
  const unit = headings[2].querySelector("small");
  if (unit) unit.remove();

  const counted = (count, noun) => count.toLocaleString("en") + " " + noun + (count === 1 ? "" : "s");
  const readable = (bytes) => {
    const units = ["B", "kB", "MB", "GB", "TB", "PB"];
    let unit = 0;
    for (; bytes >= 999.5 && unit < units.length - 1; unit++) bytes /= 1000;
    return bytes.toFixed(unit === 0 || bytes >= 99.95 ? 0 : 1) + " " + units[unit];
  };
  const folders = entries.filter((entry) => entry.folder).length;
  const files = entries.length - folders;
  const bytes = entries.reduce((sum, entry) => sum + entry.size, 0);
  const total = [
    ...(folders > 0 ? [counted(folders, "folder")] : []),
    ...(files > 0 ? [counted(files, "file"), readable(bytes)] : []),
  ].join(", ");

  const render = (shown) => {
    for (const block of table.querySelectorAll(".block")) block.remove();
    for (let start = 0; start < shown.length; start += 100) {
      const block = table.createTBody();
      block.className = "block";
      for (const entry of shown.slice(start, start + 100)) block.append(entry.row);
    }
  };
  const show = () => {
    const wanted = fold(input.value.trim());
    const shown = wanted === "" ? entries : entries.filter((entry) => entry.folded.includes(wanted));
    render(shown);
    byId("count").textContent = wanted === "" ? total
      : shown.length.toLocaleString("en") + " of " + counted(entries.length, "name");
    if (entries.length > 0) byId("none").hidden = shown.length > 0;
  };

  const first = (by) => by === "name" ? "asc" : "desc";
  const mark = (by, order) => {
    for (const heading of headings) {
      const own = heading.id.slice(3);
      const next = own !== by ? first(own) : order === "asc" ? "desc" : "asc";
      heading.firstChild.href = "?sort=" + own + "&order=" + next;
      if (own === by) heading.setAttribute("aria-sort", order === "asc" ? "ascending" : "descending");
      else heading.removeAttribute("aria-sort");
    }
  };
  const sort = (by, order) => {
    const sign = order === "asc" ? 1 : -1;
    const byName = (a, b) => compare(a.key, b.key) || compare(a.name, b.name);
    entries.sort((a, b) => b.folder - a.folder ||
      sign * (by === "name" ? byName(a, b) : a[by] - b[by]) || byName(a, b));
    show();
    mark(by, order);
  };
  const wantedOrder = (query) => {
    const wanted = new URLSearchParams(query);
    const by = ["name", "size", "modified"].find((name) => name === wanted.get("sort")) || "name";
    const order = wanted.get("order");
    return [by, order === "asc" || order === "desc" ? order : first(by)];
  };

  for (const heading of headings) {
    heading.addEventListener("click", (event) => {
      const link = event.target.closest("a");
      if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      const query = link.search;
      sort(...wantedOrder(query));
      history.replaceState(null, "", query);
    });
  }
  input.addEventListener("input", show);

  const rows = () => table.querySelectorAll("tbody > tr");
  const linkOf = (row) => row && row.querySelector("a");
  const step = (from, forward) => {
    const row = from.closest("tr");
    const next = forward ? row.nextElementSibling : row.previousElementSibling;
    const block = forward ? row.parentNode.nextElementSibling : row.parentNode.previousElementSibling;
    if (next || !block || block.tagName !== "TBODY") return linkOf(next);
    return linkOf(forward ? block.firstElementChild : block.lastElementChild);
  };
  const firstShown = () => linkOf(table.querySelector(".block > tr"));
  const move = (event) => {
    const at = document.activeElement;
    const inList = at && at.closest("tbody");
    let to;
    if (event.key === "ArrowDown") to = inList ? step(at, true) : firstShown();
    else if (event.key === "ArrowUp" && inList) to = step(at, false) || input;
    else if (event.key === "Home" && inList) to = linkOf(rows()[0]);
    else if (event.key === "End" && inList) to = linkOf(Array.from(rows()).pop());
    else if (event.key === "Enter" && at === input) {
      to = firstShown();
      if (to && input.value.trim() !== "") to.click();
    } else if (event.key === "Escape" && input.value !== "") {
      input.value = "";
      show();
      to = input;
    } else if (event.key === "/" && at !== input) to = input;
    if (!to) return;
    event.preventDefault();
    to.focus();
    if (to !== input) to.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing) move(event);
  });

  const note = byId("note");
  if (note) {
    note.remove();
    sort(...wantedOrder(location.search));
  } else if (input.value !== "") show();
  else byId("count").textContent = total;
  box.hidden = entries.length === 0;
})();
`;
