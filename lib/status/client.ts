/** The script of the status page; its hash stands in the page's Content-Security-Policy. All text is set as text. */
export const CLIENT = `"use strict";
const by = (id) => document.getElementById(id);
const HEIGHT = 130, LEFT = 58, BOTTOM = 18;

function time(ms) {
  if (ms === null) return "–";
  if (ms < 10) return ms.toFixed(1) + " ms";
  return ms < 1000 ? Math.round(ms) + " ms" : (ms / 1000).toFixed(1) + " s";
}
function size(bytes) {
  for (const unit of ["B", "KB", "MB", "GB"]) {
    if (bytes < 1000 || unit === "GB") return (bytes < 10 && unit !== "B" ? bytes.toFixed(1) : Math.round(bytes)) + " " + unit;
    bytes /= 1000;
  }
}
function ago(ms) {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return seconds + " s";
  return seconds < 7200 ? Math.round(seconds / 60) + " min" : (seconds / 3600).toFixed(1) + " h";
}
const count = (number) => number >= 100 || Number.isInteger(number) ? String(Math.round(number)) : number.toFixed(1);

function shape(name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  if (text !== undefined) element.textContent = text;
  return element;
}

// The next round number: 1, 2 or 5 times a power of ten.
function round(most) {
  if (most <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * [1, 2, 5, 10].find((step) => step * power >= most);
}

// Draws the axes, and gives what places a value: x by its index, y by its amount.
function frame(svg, length, marks, y) {
  const width = svg.clientWidth;
  svg.setAttribute("viewBox", "0 0 " + width + " " + (HEIGHT + 6));
  const parts = [];
  for (const [value, text] of marks) {
    parts.push(shape("line", { x1: LEFT, x2: width, y1: y(value), y2: y(value) }));
    parts.push(shape("text", { x: LEFT - 8, y: y(value) + 4, "text-anchor": "end" }, text));
  }
  parts.push(shape("text", { x: LEFT, y: HEIGHT }, "2 minutes ago"));
  parts.push(shape("text", { x: width, y: HEIGHT, "text-anchor": "end" }, "now"));
  svg.replaceChildren(...parts);
  return (index) => LEFT + (width - LEFT) * index / length;
}
const linear = (most) => (value) => 6 + (HEIGHT - BOTTOM - 8) * (1 - value / most);

function drawRequests(seconds) {
  const svg = by("requests");
  const most = round(Math.max(...seconds.map((second) => second.requests)));
  const y = linear(most);
  const x = frame(svg, seconds.length, [[0, "0"], [most / 2, count(most / 2)], [most, count(most)]], y);
  for (const kind of [2, 3, 4, 5]) {
    let path = "";
    seconds.forEach(({ statuses }, index) => {
      const amount = statuses[kind - 1];
      if (amount === 0) return;
      const below = statuses.slice(0, kind - 1).reduce((sum, other) => sum + other, 0);
      const left = x(index).toFixed(1), right = (x(index + 1) - 1).toFixed(1);
      const top = y(below + amount).toFixed(1), foot = y(below).toFixed(1);
      path += "M" + left + " " + foot + "V" + top + "H" + right + "V" + foot + "Z";
    });
    svg.append(shape("path", { d: path, class: "s" + kind }));
  }
}

function drawTimes(seconds) {
  const svg = by("times");
  const values = seconds.flatMap(({ p50, p99 }) => p50 === null ? [] : [p50, p99]);
  const low = Math.floor(Math.log10(Math.max(0.1, Math.min(1, ...values))));
  const high = Math.max(low + 2, Math.ceil(Math.log10(Math.max(1, ...values))));
  const y = (value) => linear(high - low)(Math.log10(Math.max(value, 10 ** low)) - low);
  const marks = [];
  for (let power = low; power <= high; power++) marks.push([10 ** power, time(10 ** power).replace(".0", "")]);
  const x = frame(svg, seconds.length, marks, y);
  for (const name of ["p99", "p95", "p50"]) {
    let path = "", open = false;
    seconds.forEach((second, index) => {
      const value = second[name];
      if (value !== null) {
        const point = (x(index) + x(index + 1)) / 2;
        path += (open ? "L" : "M") + point.toFixed(1) + " " + y(value).toFixed(1) + (open ? "" : "h.01");
      }
      open = value !== null;
    });
    svg.append(shape("path", { d: path, class: "line l" + name.slice(1) }));
  }
}

function drawVolume(seconds) {
  const svg = by("volume");
  const most = round(Math.max(1000, ...seconds.map((second) => second.bytes)));
  const y = linear(most);
  const x = frame(svg, seconds.length, [[0, "0"], [most / 2, size(most / 2)], [most, size(most)]], y);
  let path = "M" + x(0) + " " + y(0);
  seconds.forEach(({ bytes }, index) => {
    const right = index + 1 === seconds.length ? x(index + 1) : (x(index) + x(index + 1)) / 2;
    path += "L" + right.toFixed(1) + " " + y(bytes).toFixed(1);
  });
  svg.append(shape("path", { d: path + "V" + y(0) + "Z", class: "area" }));
}

function cell(row, text, detail, kind) {
  const td = row.insertCell();
  td.textContent = text;
  for (const line of detail ?? []) {
    const small = document.createElement("small");
    small.textContent = line;
    td.append(small);
  }
  if (kind) td.className = kind;
}

function drawScripts(scripts, now) {
  by("scripts").hidden = scripts.length === 0;
  by("none").hidden = scripts.length > 0;
  const body = document.createElement("tbody");
  for (const script of scripts) {
    const row = body.insertRow();
    const causes = Object.entries(script.failures);
    const failed = causes.reduce((sum, [, number]) => sum + number, 0);
    cell(row, script.name);
    const shown = script.running.slice(0, 8).map(({ pid, age, client }) => "pid " + pid + ", " + ago(age) + ", for " + client);
    if (script.running.length > 8) shown.push("and " + (script.running.length - 8) + " more");
    cell(row, script.running.length, shown);
    cell(row, script.waiting);
    cell(row, script.runs);
    cell(row, time(script.p50));
    cell(row, time(script.p95));
    cell(row, failed, causes.map(([cause, number]) => cause + " × " + number), failed > 0 ? "failed" : "");
    const last = script.lastFailure;
    const words = [
      ...(last ? [ago(now - last.time) + " ago: " + last.sentence + " (request " + last.id + ")"] : []),
      ...(script.stderr ? [script.stderr] : []),
    ];
    if (words.length === 0) continue;
    const td = Object.assign(body.insertRow(), { className: "detail" }).insertCell();
    td.colSpan = 7;
    const pre = document.createElement("pre");
    pre.textContent = words.join("\\n");
    td.append(pre);
  }
  by("scripts").tBodies[0].replaceWith(body);
}

function show(status) {
  const { seconds, lastMinute, scripts, now } = status;
  const recent = seconds.slice(-5);
  const mean = (name) => recent.reduce((sum, second) => sum + second[name], 0) / recent.length;
  by("rate").textContent = count(mean("requests"));
  by("bytes").textContent = size(mean("bytes"));
  by("latency").textContent = time(lastMinute.p95);
  by("errors").textContent = lastMinute.statuses[4];
  by("errors").className = lastMinute.statuses[4] > 0 ? "failed" : "";
  by("busy").textContent = scripts.reduce((sum, script) => sum + script.running.length, 0);
  by("queue").textContent = scripts.reduce((sum, script) => sum + script.waiting, 0);
  by("about").className = "";
  by("about").textContent = status.software + ", up " + ago(now - status.started) + ", " +
    status.total.requests + " requests, " + size(status.total.bytes) + " sent" +
    (status.threads > 1 ? ", " + status.threads + " serving threads" : "") +
    (status.silent > 0 ? "; " + status.silent + " of the threads did not answer, and may be older here" : "");
  drawRequests(seconds);
  drawTimes(seconds);
  drawVolume(seconds);
  drawScripts(scripts, now);
}

by("url").textContent = location.href;
const source = new EventSource(location.pathname);
source.addEventListener("message", ({ data }) => show(JSON.parse(data)));
source.addEventListener("error", () => {
  by("about").className = "lost";
  by("about").textContent = "The server does not answer; these are the last numbers.";
});
`;
