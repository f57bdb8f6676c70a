import { formatPath } from "../http/target.ts";
import { entryReference, type ListingForm } from "./listing_entry.ts";

/** A listing for programs. `href` is relative to the folder, `size` in bytes, `modified` in UTC. */
export const listingJson: ListingForm = {
  fields: () => [
    ["content-type", "application/json"],
    ["cache-control", "no-cache"],
    ["vary", "accept"],
    ["x-content-type-options", "nosniff"],
  ],
  start({ segments, totals }) {
    const path = JSON.stringify(formatPath(segments, true));
    return `{"path":${path},"sorted":${totals !== null},"entries":[`;
  },
  entry(entry, index) {
    const { name, folder, size, modified } = entry;
    return (index === 0 ? "\n" : ",\n") + JSON.stringify({
      name,
      type: folder ? "folder" : "file",
      href: entryReference(entry),
      ...(folder ? {} : { size }),
      ...(modified > 0 ? { modified: new Date(modified).toISOString() } : {}),
    });
  },
  end: () => "\n]}\n",
};
