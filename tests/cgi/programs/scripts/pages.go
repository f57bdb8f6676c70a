// Command pages serves an http.Handler under CGI.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/cgi"
	"os"
)

func main() {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cgi-bin/pages/hello/{name}", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello %s, %s %s from %s\n", r.PathValue("name"), r.Proto, r.Host, r.RemoteAddr[:9])
	})
	mux.HandleFunc("POST /cgi-bin/pages/sum", func(w http.ResponseWriter, r *http.Request) {
		hash := sha256.New()
		size, err := io.Copy(hash, r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprintf(w, "%d %x\n", size, hash.Sum(nil))
	})
	mux.HandleFunc("/cgi-bin/pages/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/cgi-bin/pages/hello/again", http.StatusSeeOther)
	})
	if err := cgi.Serve(mux); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
