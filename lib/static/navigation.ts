import type { Exchange } from "../http/exchange.ts";

/**
 * Whether a person goes to a page: a GET or HEAD that takes HTML, for a name without an extension. A browser says so
 * itself by Sec-Fetch-Mode.
 */
export function isNavigation({ method, target, fields }: Exchange): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  if (/.\.[^.]+$/.test(target.segments.at(-1) ?? "")) return false;
  const mode = fields.get("sec-fetch-mode");
  if (mode !== null) return mode === "navigate";
  return takesHtml(fields.get("accept") ?? "");
}

/** Whether an Accept field names HTML, other than to refuse it (RFC 9110 §12.5.1). */
function takesHtml(accept: string): boolean {
  return accept.split(",").some((element) => {
    const [type = "", ...parameters] = element.split(";");
    const named = /^(?:text\/html|application\/xhtml\+xml)$/i.test(type.trim());
    return named &&
      !parameters.some((one) => /^\s*q=0(?:\.0*)?\s*$/i.test(one));
  });
}
