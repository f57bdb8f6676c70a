import type { Browser, BrowserContext } from "playwright-core";

const CANDIDATES = [
  Deno.env.get("CHROMIUM") ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** Path of a Chromium, or `null` where there is none. */
export function findChromium(): string | null {
  return CANDIDATES.find((path) => {
    try {
      return path !== "" && Deno.statSync(path).isFile;
    } catch {
      return false;
    }
  }) ?? null;
}

/** Starts Chromium without a window and with nothing kept from before. */
export async function launch(executablePath: string): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  return await chromium.launch({
    executablePath,
    args: [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly colorScheme: "light" | "dark";
  readonly javaScriptEnabled?: boolean;
}

/** A fresh context that fails its test where anything is loaded from elsewhere or a dialogue opens. */
export async function look(
  browser: Browser,
  origin: string,
  { width, height, ...view }: View,
  faults: string[],
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height },
    ...view,
  });
  context.on("dialog", (dialog) => {
    faults.push(`a dialogue opened: ${dialog.message()}`);
    dialog.dismiss();
  });
  context.on("request", (request) => {
    if (!request.url().startsWith(`${origin}/`)) {
      faults.push(`asked elsewhere: ${request.url()}`);
    }
  });
  context.on("console", (message) => {
    if (message.type() === "error") {
      faults.push(`${message.text()} ${message.location().url}`);
    }
  });
  context.on("weberror", (error) => faults.push(String(error.error())));
  return context;
}
