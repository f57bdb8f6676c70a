#!/usr/bin/env python3
import errno

raise TimeoutError(errno.ETIMEDOUT, "Connection timed out")
