package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func get(t *testing.T, fault, path string) *httptest.ResponseRecorder {
	t.Helper()
	answer := httptest.NewRecorder()
	handler(fault).ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil))
	return answer
}

func TestHelloTellsTheVersion(t *testing.T) {
	answer := get(t, "", "/demo/hello")
	if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), `"version":"`+version+`"`) {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
}

func TestEveryAnswerCarriesTheVersion(t *testing.T) {
	for _, path := range []string{"/", "/version", "/healthz"} {
		if got := get(t, "", path).Header().Get("X-Demo-Version"); got != version {
			t.Errorf("%s: X-Demo-Version is %q, not %q", path, got, version)
		}
	}
}

func TestUpstreamIsCalled(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { w.Write([]byte("2.0")) }))
	defer upstream.Close()
	t.Setenv("UPSTREAM", upstream.URL)
	if got := get(t, "", "/upstream").Body.String(); got != version+" calls 2.0" {
		t.Errorf("%q", got)
	}
}

func TestForwardedTellsAllAddressesAndTheScheme(t *testing.T) {
	request := httptest.NewRequest(http.MethodGet, "/forwarded", nil)
	request.Header = http.Header{"X-Forwarded-For": {"6.6.6.6", "9.9.9.9"}, "X-Forwarded-Proto": {"https"}}
	answer := httptest.NewRecorder()
	handler("").ServeHTTP(answer, request)
	if got := answer.Body.String(); got != "6.6.6.6, 9.9.9.9 https\n" {
		t.Errorf("%q", got)
	}
}

func TestSocketSendsMessagesBack(t *testing.T) {
	server := httptest.NewServer(handler(""))
	defer server.Close()
	connection, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	// The key and its answer are the example of RFC 6455; the message is masked with 1, 2, 3, 4.
	fmt.Fprint(connection, "GET /socket HTTP/1.1\r\nHost: demo\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"+
		"\x81\x82\x01\x02\x03\x04"+string([]byte{'h' ^ 1, 'i' ^ 2}))
	reader := bufio.NewReader(connection)
	response, err := http.ReadResponse(reader, nil)
	if err != nil || response.Header.Get("Sec-WebSocket-Accept") != "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" {
		t.Fatalf("%v %v", response, err)
	}
	answer := make([]byte, 4)
	if _, err := io.ReadFull(reader, answer); err != nil || string(answer) != "\x81\x02hi" {
		t.Errorf("%q %v", answer, err)
	}
	if code := get(t, "", "/socket").Code; code != http.StatusUpgradeRequired {
		t.Errorf("without a WebSocket: %d", code)
	}
}

func TestHealthIsAsTheFaultSays(t *testing.T) {
	if code := get(t, "", "/healthz").Code; code != http.StatusOK {
		t.Errorf("healthy: %d", code)
	}
	if code := get(t, "unhealthy", "/healthz").Code; code != http.StatusInternalServerError {
		t.Errorf("unhealthy: %d", code)
	}
}
