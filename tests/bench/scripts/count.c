/* Reads its content to the end and says how long it was. */
#include <stdio.h>
#include <unistd.h>

int main(void) {
  static char buffer[65536];
  long long total = 0;
  ssize_t got;
  while ((got = read(0, buffer, sizeof buffer)) > 0) total += got;
  printf("Content-Type: text/plain\r\n\r\n%lld\n", total);
  return 0;
}
