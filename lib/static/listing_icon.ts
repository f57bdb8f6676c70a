import { mediaType } from "./media_type.ts";

/** What a file is pictured as; an empty string stands for a blank sheet. */
export type Icon = "text" | "image" | "audio" | "video" | "archive" | "";

/** Types that their first half does not tell apart. */
const TOLD: Readonly<Record<string, Icon>> = {
  "application/json": "text",
  "application/msword": "text",
  "application/pdf": "text",
  "application/rtf": "text",
  "application/xhtml+xml": "text",
  "application/xml": "text",
  "application/epub+zip": "text",
  "application/gzip": "archive",
  "application/java-archive": "archive",
  "application/vnd.rar": "archive",
  "application/x-7z-compressed": "archive",
  "application/x-bzip2": "archive",
  "application/x-rar-compressed": "archive",
  "application/x-tar": "archive",
  "application/x-xz": "archive",
  "application/zip": "archive",
  "application/zstd": "archive",
};

/** The picture that goes with a file name. */
export function iconOf(name: string): Icon {
  const type = mediaType(name);
  if (type.startsWith("text/")) return "text";
  if (type.startsWith("image/")) return "image";
  if (type.startsWith("audio/")) return "audio";
  if (type.startsWith("video/")) return "video";
  return Object.hasOwn(TOLD, type) ? TOLD[type] ?? "" : "";
}
