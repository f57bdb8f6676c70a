import { metaVariables } from "./meta_variables.ts";
import { requests } from "./request.ts";
import { responses } from "./response.ts";
import { responseFields } from "./response_fields.ts";
import type { Row } from "./row.ts";

/** Every clause that can be tested. */
export const rows: readonly Row[] = [
  ...metaVariables,
  ...requests,
  ...responses,
  ...responseFields,
];
