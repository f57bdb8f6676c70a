<?php
throw new RuntimeException('SQLSTATE[HY000] [2002] Connection refused');
