import type { Row } from "./row.ts";
import { type OptionName, OPTIONS, type OptionValues } from "./table.ts";

/** Adds one written value to the values; what is wrong with it comes back as the rest of a sentence. */
export function takeInto(
  values: OptionValues,
  option: OptionName,
  written: string,
): string | null {
  const row = OPTIONS[option] as Row<unknown>;
  const target = values as Record<OptionName, unknown>;
  try {
    target[option] = row.take(target[option], written);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error.message;
    throw error;
  }
}
