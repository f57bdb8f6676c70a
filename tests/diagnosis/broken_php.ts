import { type BrokenScript, row } from "./broken_script.ts";

/** Scripts in PHP, awk and sed that these refuse. */
export const BROKEN_PHP: readonly BrokenScript[] = [
  row("php_memory.php", "out-of-memory", "memory_limit", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_old_syntax.php", "php-too-new", "`$text[0]`", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_constant.php", "php-constant-unknown", "a text or a key", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_class.php", "php-class-unknown", "vendor/autoload.php", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_composer.php", "php-include-missing", "composer install", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_service.php", "service-unreachable", "Start", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("php_login.php", "database-refuses-login", "password", {
    needs: "php-cgi",
    alone: true,
    starter: "php-cgi",
  }),
  row("awk_program.cgi", "awk-program", "Mend", { needs: "awk" }),
  row("calls_awk.cgi", "awk-program", "Mend", { needs: "awk" }),
  row("calls_sed.cgi", "sed-program", "three separators"),
];
