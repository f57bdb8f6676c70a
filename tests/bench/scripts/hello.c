/* The least that a CGI script can do. */
#include <stdio.h>

int main(void) {
  fputs("Content-Type: text/plain\r\n\r\nHello from C.\n", stdout);
  return 0;
}
