#!/usr/bin/env python3
import ssl

raise ssl.SSLCertVerificationError(
    "[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed"
)
