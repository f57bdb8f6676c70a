#!/usr/bin/env bash
set -e
echo "${QUERY STRING}"
