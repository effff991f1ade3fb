// go-demo is the application that the lab delivers: a small HTTP server that tells its version, stops
// gracefully, and can be told to fail in the ways that releases fail.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// version is set by the build (-ldflags "-X main.version=1.0"); the environment may say otherwise (see main).
var version = "dev"

const address, stopTimeout = ":8080", 10 * time.Second

func main() {
	health := flag.Bool("health", false, "ask the server in this container whether it is healthy, and exit")
	ask := flag.String("ask", "", "print what this address answers, and exit with 0 only if it answers well")
	migration := flag.Bool("migrate", false, "record this version in the database that DATABASE names, and exit")
	work := flag.Bool("work", false, "serve, and take the orders that wait in the database that DATABASE names")
	flag.Parse()
	if v := os.Getenv("VERSION"); v != "" {
		version = v
	}
	if *health {
		os.Exit(probe("http://127.0.0.1" + address + "/healthz"))
	}
	if *ask != "" {
		os.Exit(probe(*ask))
	}
	if *migration {
		os.Exit(migrate(environmentDatabase()))
	}
	fault, detail, _ := strings.Cut(os.Getenv("FAULT"), "=")
	switch fault {
	case "crash":
		log.Print("fault: crash")
		os.Exit(3)
	case "dies":
		after, err := strconv.ParseFloat(detail, 64)
		if err != nil {
			log.Fatalf("FAULT=dies=SECONDS expected, not %q", os.Getenv("FAULT"))
		}
		time.AfterFunc(time.Duration(after*float64(time.Second)), func() {
			log.Print("fault: dies")
			os.Exit(4)
		})
	}
	if *work {
		go takeOrders(environmentDatabase())
	}
	serve(fault)
}

// probe is the container's health check, and what its tests ask with: the image has no other program that could.
func probe(url string) int {
	client := http.Client{Timeout: 2 * time.Second}
	response, err := client.Get(url)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	defer response.Body.Close()
	io.Copy(os.Stdout, response.Body) // the engine keeps it as the health check's output
	if response.StatusCode != http.StatusOK {
		return 1
	}
	return 0
}

// serve answers requests until SIGTERM; then it takes no new ones, finishes those under way, and returns.
func serve(fault string) {
	server := &http.Server{Addr: address, Handler: handler(fault)}
	stopped := make(chan struct{})
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		received := <-signals
		for fault == "ignore-term" {
			log.Printf("fault: ignoring %v", received)
			received = <-signals
		}
		log.Printf("%v: finishing the requests under way", received)
		ctx, cancel := context.WithTimeout(context.Background(), stopTimeout)
		defer cancel()
		if err := server.Shutdown(ctx); err != nil {
			log.Printf("requests were cut off: %v", err)
		}
		close(stopped)
	}()
	log.Printf("go-demo %s listens on %s", version, address)
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		log.Fatal(err)
	}
	<-stopped
	log.Print("stopped")
}

func handler(fault string) http.Handler {
	hostname, _ := os.Hostname()
	hello := func(w http.ResponseWriter, r *http.Request) {
		if fault == "errors" && r.URL.Path == "/demo/hello" {
			http.Error(w, "fault: errors", http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]string{"version": version, "hostname": hostname})
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/", hello)
	mux.HandleFunc("/version", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, version) })
	mux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) {
		if fault == "unhealthy" {
			http.Error(w, "fault: never healthy", http.StatusInternalServerError)
			return
		}
		fmt.Fprintln(w, "ok")
	})
	// What proxies tell of the user: each address of X-Forwarded-For, and the scheme.
	mux.HandleFunc("/forwarded", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, strings.Join(r.Header.Values("X-Forwarded-For"), ", "), r.Header.Get("X-Forwarded-Proto"))
	})
	// Requests that are under way for a while: a slow page, and a client that waits for news (long poll).
	mux.HandleFunc("/slow", waiting(hello))
	mux.HandleFunc("/poll", waiting(hello))
	// What users of a web service get that calls another one: the versions of both.
	if upstream := os.Getenv("UPSTREAM"); upstream != "" {
		mux.HandleFunc("/upstream", calling(upstream, version+" calls "))
	}
	// Orders: of the database, or of another service that has one.
	if orders := os.Getenv("ORDERS"); orders != "" {
		mux.HandleFunc("/orders", calling(orders, ""))
	} else if db := environmentDatabase(); db.address != "" {
		mux.HandleFunc("/orders", ordersIn(db))
	}
	mux.HandleFunc("/socket", socket)
	mux.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			http.Error(w, "POST expected", http.StatusMethodNotAllowed)
			return
		}
		if bytes, err := io.Copy(io.Discard, r.Body); err == nil {
			fmt.Fprintln(w, bytes)
		}
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Demo-Version", version)
		mux.ServeHTTP(w, r)
	})
}

// waiting answers after ?seconds=N (5 when not given), or not at all when the client has gone away.
func waiting(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		seconds, err := strconv.ParseFloat(r.FormValue("seconds"), 64)
		if err != nil {
			seconds = 5
		}
		select {
		case <-time.After(time.Duration(seconds * float64(time.Second))):
			next(w, r)
		case <-r.Context().Done():
		}
	}
}
