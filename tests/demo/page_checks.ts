// These run inside a page, one by one, so none may use anything from outside itself.

/** As much of the DOM as is asked for here; the platform of the tests has no types for it. */
interface Shown {
  readonly parentElement: Shown | null;
  readonly outerHTML: string;
  readonly childNodes: Iterable<{ nodeType: number; textContent: string }>;
  getBoundingClientRect(): { readonly right: number };
}

/** A computed style of an element. */
export function styleOf(element: unknown, name: string): string {
  // deno-lint-ignore no-explicit-any -- the page's own globals, which are not ours
  return (globalThis as any).getComputedStyle(element)[name];
}

/** What reaches beyond the right edge and is not inside something that scrolls. */
export function overflow(): string[] {
  // deno-lint-ignore no-explicit-any -- the page's own globals, which are not ours
  const { document, innerWidth, getComputedStyle } = globalThis as any;
  const scrolls = (element: Shown | null): boolean =>
    element !== null &&
    (getComputedStyle(element).overflowX === "auto" ||
      scrolls(element.parentElement));
  const all: Shown[] = [...document.body.querySelectorAll("*")];
  const wide = all.filter((element) =>
    element.getBoundingClientRect().right > innerWidth + 0.5 &&
    !scrolls(element)
  );
  const page = document.documentElement.scrollWidth > innerWidth
    ? [`the page is ${document.documentElement.scrollWidth} px wide`]
    : [];
  return [...page, ...wide.map(({ outerHTML }) => outerHTML.slice(0, 120))];
}

/** Text whose contrast with what is behind it is below 4.5 to 1 (WCAG 2.2, 1.4.3). */
export function faint(): string[] {
  // deno-lint-ignore no-explicit-any -- the page's own globals, which are not ours
  const { document, getComputedStyle } = globalThis as any;
  const numbers = (colour: string) =>
    (colour.match(/[\d.]+/g) ?? []).map(Number);
  const light = (colour: number[]) => {
    const [red = 0, green = 0, blue = 0] = colour.map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const behind = (element: Shown | null): number[] => {
    if (element === null) return [255, 255, 255];
    const style = getComputedStyle(element).backgroundColor;
    const colour = numbers(style);
    const opaque = style.startsWith("rgb") && (colour[3] ?? 1) === 1;
    return opaque ? colour.slice(0, 3) : behind(element.parentElement);
  };
  const faults: string[] = [];
  for (const element of document.querySelectorAll("main *, footer *")) {
    const own = [...element.childNodes].some((node) =>
      node.nodeType === 3 && node.textContent.trim() !== ""
    );
    if (!own) continue;
    const colour = numbers(getComputedStyle(element).color).slice(0, 3);
    const [low = 0, high = 0] = [light(colour), light(behind(element))].sort();
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < 4.5) {
      faults.push(`${ratio.toFixed(1)}: ${element.outerHTML.slice(0, 80)}`);
    }
  }
  return faults;
}
