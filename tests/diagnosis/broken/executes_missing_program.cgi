#!/bin/sh
exec a-program-that-nobody-has
