/**
 * The script that loads a page anew when something was saved after `since`, in milliseconds since the epoch; where
 * that is `null` it stands in the query of the script's own URL. Styles are changed without loading the page anew.
 */
export function liveScript(since: number | null): string {
  const start = since === null
    ? 'Number(new URL(document.currentScript.src).searchParams.get("since"))'
    : String(since);
  return SCRIPT.replace("SINCE", start);
}

const SCRIPT = `(() => {
  "use strict";
  let since = SINCE;
  let source = null;

  // A script that writes among the watched files each time it runs must not keep the page turning.
  function mayReload() {
    const now = Date.now();
    let times = [];
    try {
      times = JSON.parse(sessionStorage.getItem("gatehouse-live") ?? "[]");
      times = [...times.filter((time) => now - time < 5000), now];
      sessionStorage.setItem("gatehouse-live", JSON.stringify(times));
    } catch {
      // Without storage there is nothing to count with.
    }
    if (times.length <= 6) return true;
    console.warn("Gatehouse: this page changes its own files; it is no longer loaded anew by itself.");
    return false;
  }

  function restyle(time) {
    const links = [...document.querySelectorAll("link[rel~=stylesheet]")]
      .filter((link) => link.href.startsWith(location.origin));
    for (const link of links) {
      const url = new URL(link.href);
      url.searchParams.set("live", time);
      const fresh = link.cloneNode();
      fresh.href = url.href;
      fresh.addEventListener("load", () => link.remove(), { once: true });
      link.after(fresh);
    }
    return links.length > 0;
  }

  function hear({ data }) {
    const [what, time] = data.split(" ");
    if (what === "styles" && restyle(time)) {
      since = time;
      return;
    }
    close();
    if (mayReload()) location.reload();
  }

  function open() {
    if (source || document.hidden) return;
    source = new EventSource("/-/live?since=" + since);
    source.addEventListener("message", hear);
  }

  function close() {
    source?.close();
    source = null;
  }

  // Tabs that nobody sees leave the browser's few connections to the others.
  document.addEventListener("visibilitychange", () => document.hidden ? close() : open());
  addEventListener("pagehide", close);
  addEventListener("pageshow", open);
  open();
})();`;
