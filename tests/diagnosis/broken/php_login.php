<?php
throw new RuntimeException("Access denied for user 'ada'@'localhost'");
