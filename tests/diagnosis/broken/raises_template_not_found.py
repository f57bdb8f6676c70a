#!/usr/bin/env python3
class TemplateNotFound(Exception):
    pass


raise TemplateNotFound("index.html")
