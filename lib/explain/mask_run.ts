import type { FailedRun } from "../diagnosis/mod.ts";
import { contentText, secretsIn } from "./content.ts";
import { type Masking, maskingOf } from "./mask.ts";

/** A masking that knows the secrets that a run was given, in its environment and in the request's content. */
export function maskingOfRun(
  { metaVariables, content }: Pick<FailedRun, "metaVariables" | "content">,
): Masking {
  const text = content && contentText(content);
  const type = metaVariables["CONTENT_TYPE"] ?? "";
  return maskingOf(metaVariables, text ? secretsIn(text, type) : []);
}
