import type { Pattern } from "./pattern.ts";
import { startsServer } from "./own_server.ts";

/** What goes wrong between a script and other machines or services. */
export const SERVICE_PATTERNS: readonly Pattern[] = [
  {
    id: "host-not-found",
    pattern:
      /Name or service not known|Temporary failure in name resolution|nodename nor servname|getaddrinfo (?:ENOTFOUND|EAI_AGAIN)|Could not resolve host|php_network_getaddresses/i,
    tell: () => ({
      sentence:
        "The script wants another machine by a name that cannot be resolved.",
      remedy: {
        text:
          "Mend the name, or see that this machine can reach its name server.",
      },
    }),
  },
  {
    id: "starts-a-server",
    pattern: /Address already in use|\bEADDRINUSE\b/i,
    tell: (_, evidence) => startsServer({ stderr: "" }, evidence),
  },
  {
    id: "address-in-use",
    pattern: /Address already in use|\bEADDRINUSE\b/i,
    tell: () => ({
      sentence:
        "The script wants to listen on an address that another process listens on, perhaps an earlier run of itself.",
      remedy: {
        text:
          "A CGI script answers one request and ends; what listens is started once, by itself, and not for each request.",
      },
    }),
  },
  {
    id: "service-unreachable",
    pattern:
      /Connection refused|ECONNREFUSED|Can't connect to (?:local )?(?:MySQL|server)|Failed to connect to|Couldn't connect to server|Cannot connect to the|No route to host|Network is unreachable|EHOSTUNREACH|ENETUNREACH/i,
    tell: () => ({
      sentence: "The script cannot reach a service that it needs.",
      remedy: {
        text: "Start that service, or mend the address that the script uses.",
      },
    }),
  },
  {
    id: "certificate-not-trusted",
    pattern:
      /CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSL certificate problem|UNABLE_TO_VERIFY_LEAF|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|CERT_HAS_EXPIRED|invalid peer certificate/i,
    tell: () => ({
      sentence:
        "The script does not trust the certificate of the machine that it asks.",
      remedy: {
        text:
          "Install the list of authorities (on Debian `ca-certificates`), or name the one that signed it: `--env SSL_CERT_FILE=/path/to/ca.pem`. An expired one is for the other side to renew.",
      },
    }),
  },
  {
    id: "service-too-slow",
    pattern:
      /Connection timed out|Operation timed out|\bETIMEDOUT\b|^(?:[\w.]+\.)?(?:TimeoutError|ReadTimeout|ConnectTimeout)|timed out\b.*read|Net::(?:Open|Read)Timeout/m,
    tell: () => ({
      sentence: "A service that the script asks does not answer in time.",
      remedy: {
        text:
          "See whether it runs and whether a firewall stands between; give the script a short timeout, and something to say when it strikes.",
      },
    }),
  },
];
