#!/usr/bin/env python3
try:
    import yaml
except ModuleNotFoundError:
    raise
raise ModuleNotFoundError("No module named 'yaml'")
