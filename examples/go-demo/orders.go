package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"time"
)

// Keys in the database: two lists, and the version of the migration that ran last.
const waitingOrders, takenOrders, schema = "waiting", "taken", "schema"

// migrationTimeout is how long the database may take to come up.
const migrationTimeout = 30 * time.Second

// ordersIn places an order if the request is a POST, and tells how many orders there are.
func ordersIn(db database) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if _, err := db.do("RPUSH", waitingOrders, "order of "+version); err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
		}
		known := map[string]string{}
		for key, command := range map[string]string{waitingOrders: "LLEN", takenOrders: "LLEN", schema: "GET"} {
			value, err := db.do(command, key)
			if err != nil {
				http.Error(w, err.Error(), http.StatusServiceUnavailable)
				return
			}
			known[key] = value
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(known)
	}
}

// takeOrders takes each order that waits. The database moves it, so none is lost if this process ends meanwhile.
func takeOrders(db database) {
	for {
		order, err := db.do("BLMOVE", waitingOrders, takenOrders, "LEFT", "RIGHT", "5")
		switch {
		case err != nil:
			log.Print(err)
			time.Sleep(time.Second)
		case order != "":
			log.Print("took an ", order)
		}
	}
}

// migrate stands for what changes a database before a version of its users starts. Returns the exit status.
func migrate(db database) int {
	for deadline := time.Now().Add(migrationTimeout); ; time.Sleep(time.Second) {
		_, err := db.do("SET", schema, version)
		if err == nil {
			fmt.Println("the database has the schema of", version)
			return 0
		}
		if time.Now().After(deadline) {
			fmt.Println(err)
			return 1
		}
	}
}

// calling passes a request on to another service, and its response back behind a text.
func calling(service, text string) http.HandlerFunc {
	client := http.Client{Timeout: 2 * time.Second}
	return func(w http.ResponseWriter, r *http.Request) {
		request, err := http.NewRequestWithContext(r.Context(), r.Method, service, nil)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		response, err := client.Do(request)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer response.Body.Close()
		w.WriteHeader(response.StatusCode)
		io.WriteString(w, text)
		io.Copy(w, response.Body)
	}
}
