package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// redis answers each command as the map says, and those it does not know with an error, as Redis does; AUTH has to come
// first, with the password "a b". Returns the database and where the commands that it got are told.
func redis(t *testing.T, replies map[string]string) (database, <-chan string) {
	t.Helper()
	password := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(password, []byte("a b\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	commands := make(chan string, 10)
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			from := bufio.NewReader(connection)
			if got := words(from); got != "AUTH|a b" {
				io.WriteString(connection, "-WRONGPASS\r\n")
			} else {
				io.WriteString(connection, "+OK\r\n")
				got = words(from)
				commands <- got
				answer, known := replies[got]
				if !known {
					answer = "-ERR unknown command\r\n"
				}
				io.WriteString(connection, answer)
			}
			connection.Close()
		}
	}()
	return database{listener.Addr().String(), password}, commands
}

// words reads one command, e.g. SET|key|value.
func words(from *bufio.Reader) string {
	var count, length int
	fmt.Fscanf(from, "*%d\r\n", &count)
	all := make([]string, count)
	for i := range all {
		fmt.Fscanf(from, "$%d\r\n", &length)
		word := make([]byte, length+len("\r\n"))
		io.ReadFull(from, word)
		all[i] = string(word[:length])
	}
	return strings.Join(all, "|")
}

func TestRepliesAreRead(t *testing.T) {
	for sent, want := range map[string]string{
		"+OK\r\n": "OK <nil>", ":12\r\n": "12 <nil>", "$3\r\na\r\n\r\n": "a\r\n <nil>", "$-1\r\n": " <nil>", "*-1\r\n": " <nil>",
		"-ERR no\r\n": " ERR no", "$9999999\r\n": ` reply "$9999999" has no valid length`, "?\r\n": ` unexpected reply "?"`,
		"": " EOF",
	} {
		text, err := reply(bufio.NewReader(strings.NewReader(sent)))
		if got := fmt.Sprint(text, " ", err); got != want {
			t.Errorf("%q: %q, not %q", sent, got, want)
		}
	}
}

func TestOrderIsPlacedThroughAnotherService(t *testing.T) {
	db, commands := redis(t, map[string]string{
		"RPUSH|waiting|order of " + version: ":1\r\n", "LLEN|waiting": ":1\r\n", "LLEN|taken": ":2\r\n", "GET|schema": "$3\r\n1.0\r\n",
	})
	t.Setenv("DATABASE", db.address)
	t.Setenv("DATABASE_PASSWORD_FILE", db.passwordFile)
	api := httptest.NewServer(handler(""))
	defer api.Close()
	t.Setenv("ORDERS", api.URL+"/orders")
	answer := httptest.NewRecorder()
	handler("").ServeHTTP(answer, httptest.NewRequest(http.MethodPost, "/orders", nil))
	if got := answer.Body.String(); got != `{"schema":"1.0","taken":"2","waiting":"1"}`+"\n" {
		t.Errorf("%d %q", answer.Code, got)
	}
	if first := <-commands; first != "RPUSH|waiting|order of "+version {
		t.Errorf("%q", first)
	}
}

func TestDatabaseThatRefusesIsAnError(t *testing.T) {
	db, _ := redis(t, nil)
	answer := httptest.NewRecorder()
	ordersIn(db)(answer, httptest.NewRequest(http.MethodGet, "/orders", nil))
	if answer.Code != http.StatusServiceUnavailable || answer.Body.String() != "ERR unknown command\n" {
		t.Errorf("%d %q", answer.Code, answer.Body)
	}
	os.WriteFile(db.passwordFile, []byte("wrong"), 0o600)
	if _, err := db.do("GET", schema); err == nil || err.Error() != "WRONGPASS" {
		t.Errorf("%v", err)
	}
}

func TestMigrationTellsTheVersion(t *testing.T) {
	db, commands := redis(t, map[string]string{"SET|schema|" + version: "+OK\r\n"})
	if status := migrate(db); status != 0 || <-commands != "SET|schema|"+version {
		t.Errorf("status %d", status)
	}
}
