/** Clauses that bind the server and have no row, each with its reason. */
export const untestable: readonly (readonly [clause: string, why: string])[] = [
  [
    "A script is not run before all access controls are passed (§3.1)",
    "the order of handlers shows it; tested where a login is configured",
  ],
  [
    "AUTH_TYPE and REMOTE_USER name the login (§4.1.1, §4.1.11)",
    "needs a login that the server itself checked; tested with the meta-variables and with Basic authentication",
  ],
  [
    "Names of extension meta-variables begin with X_ (§4.1)",
    "the customary ones that programs need (REQUEST_URI, DOCUMENT_ROOT and so on) do not, as in every server",
  ],
  [
    "SERVER_SOFTWARE is the description that clients are told (§4.1.17)",
    "clients are told none: responses carry no Server field",
  ],
  [
    "SERVER_PROTOCOL may differ from the client's (§4.1.16)",
    "the platform does not tell HTTP/2 from HTTP/1.1 over plain TCP",
  ],
  [
    "Arguments are left out where the system cannot hold them (§4.4)",
    "a request target cannot grow to the system's limit of 128 KiB a word",
  ],
  [
    "An NPH response is passed on unmodified (§5.1)",
    "the platform frames every response itself; status, fields and content are kept",
  ],
];

/*
 * Clauses that bind the script or its author alone (§3.4 abnormal end, §4.3.2 checks of CONTENT_LENGTH, §6.1 a
 * response in every case, §6.2.2 no other field, §6.3.1 a charset, §9.1 safe methods) are no business of a server:
 * what it does with scripts that break them stands in the rows.
 */
