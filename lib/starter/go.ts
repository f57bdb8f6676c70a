import type { Starter } from "./starter.ts";

const SCRIPT =
  `// Greet answers the form. Gatehouse runs it once for each request.
package main

import (
	"html/template"
	"log"
	"net/http"
	"net/http/cgi"
	"strings"
)

// The template escapes: what people type must never become markup.
var page = template.Must(template.New("page").Parse(\`<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>{{.Heading}}</title>
  <link rel="stylesheet" href="/style.css">
  <h1>{{.Heading}}</h1>
  <p>{{.Text}} <a href="/">Back</a></p>
</html>
\`))

type words struct{ Heading, Text string }

func greet(w http.ResponseWriter, r *http.Request) {
	status, answer := http.StatusOK, words{"Nobody here yet", "Please use the form."}
	if r.Method == http.MethodPost {
		name := strings.TrimSpace(r.FormValue("name"))
		answer = words{"Hello, " + name + "!", "Nice to meet you."}
		if name == "" {
			status, answer = http.StatusBadRequest, words{"No name?", "Please fill in the form."}
		}
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := page.Execute(w, answer); err != nil {
		log.Print(err)
	}
}

func main() {
	if err := cgi.Serve(http.HandlerFunc(greet)); err != nil {
		log.Fatal(err)
	}
}
`;

const TEST = `package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func send(name string) *httptest.ResponseRecorder {
	form := url.Values{"name": {name}}.Encode()
	request := httptest.NewRequest(http.MethodPost, "/cgi-bin/greet.cgi", strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	greet(answer, request)
	return answer
}

func TestItSaysHello(t *testing.T) {
	if answer := send("Ada"); !strings.Contains(answer.Body.String(), "Hello, Ada!") {
		t.Error(answer.Body)
	}
}

func TestANameIsNeverMarkup(t *testing.T) {
	if answer := send("<b>"); strings.Contains(answer.Body.String(), "<b>") {
		t.Error(answer.Body)
	}
}

func TestWithoutANameItAsksForOne(t *testing.T) {
	if answer := send(" "); answer.Code != http.StatusBadRequest {
		t.Error(answer.Code)
	}
}
`;

/** The starter in Go: a program, so it is built first. */
export const GO: Starter = {
  name: "Go",
  action: "/cgi-bin/greet.cgi",
  files: [
    { path: "greet/greet.go", text: SCRIPT, about: "the program" },
    { path: "greet/greet_test.go", text: TEST, about: "a test of it" },
    {
      path: "greet/go.mod",
      text: "module greet\n\ngo 1.21\n",
      about: "says that it is a module",
    },
    {
      path: "cgi-bin/.gitignore",
      text: "greet.cgi\n",
      about: "keeps what is built out of version control",
    },
  ],
  build: "go build -C greet -o ../cgi-bin/greet.cgi",
  test: "go test -C greet",
  needs: ["go"],
};
