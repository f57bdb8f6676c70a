/* Adds up the numbers of a form, as the CGI programs of 1995 did. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void)
{
    const char *length = getenv("CONTENT_LENGTH");
    const char *method = getenv("REQUEST_METHOD");
    size_t size = length ? strtoul(length, NULL, 10) : 0;
    char *content = calloc(size + 1, 1);
    long sum = 0;

    if (!content || fread(content, 1, size, stdin) != size) {
        fprintf(stderr, "the content is shorter than CONTENT_LENGTH\n");
        return 1;
    }
    if (!method || strcmp(method, "POST") != 0) {
        printf("Status: 405 Method Not Allowed\r\nAllow: POST\r\n\r\n");
        return 0;
    }
    for (char *pair = strtok(content, "&"); pair; pair = strtok(NULL, "&")) {
        char *equals = strchr(pair, '=');
        sum += equals ? strtol(equals + 1, NULL, 10) : 0;
    }
    printf("Content-Type: text/plain\r\n\r\n%ld\n", sum);
    return 0;
}
