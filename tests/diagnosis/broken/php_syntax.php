<?php
echo "Hello"
echo "World";
