/**
 * Does work that never fails, one run at a time. What is asked for while it runs is done once more after it, however
 * often that was: the last who asked has found something new, and all before see it, too.
 */
export function onceMore(work: () => Promise<void>): () => Promise<void> {
  let isAsked = false;
  let running: Promise<void> | null = null;

  async function run(): Promise<void> {
    while (isAsked) {
      isAsked = false;
      await work();
    }
    running = null;
  }

  return () => {
    isAsked = true;
    return running ??= run();
  };
}
