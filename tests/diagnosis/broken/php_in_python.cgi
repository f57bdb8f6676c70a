#!/usr/bin/env python3
<?php echo "Hello"; ?>
