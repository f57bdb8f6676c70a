/** Waits until a condition holds. Throws after the deadline (10 s), saying what was waited for. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  detail: () => string = () => "",
  deadline = 10_000,
): Promise<void> {
  const end = Date.now() + deadline;
  while (!(await condition())) {
    if (Date.now() > end) {
      throw new Error(`waited ${deadline} ms for ${what}${detail()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
