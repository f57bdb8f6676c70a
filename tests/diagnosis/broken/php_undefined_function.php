<?php
no_such_function();
