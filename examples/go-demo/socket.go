package main

import (
	"bufio"
	"crypto/sha1"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// From RFC 6455, section 1.3.
const socketID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

const (
	lastFrame   = 0x80
	masked      = 0x80
	closing     = 0x8
	longestText = 125
)

// socket is a WebSocket that sends each short message back, until the client closes it.
func socket(w http.ResponseWriter, r *http.Request) {
	key := r.Header.Get("Sec-WebSocket-Key")
	if key == "" || !strings.EqualFold(r.Header.Get("Upgrade"), "websocket") {
		http.Error(w, "WebSocket expected", http.StatusUpgradeRequired)
		return
	}
	hijacker, ok := w.(http.Hijacker)
	if !ok {
		http.Error(w, "no WebSocket here", http.StatusNotImplemented)
		return
	}
	connection, stream, err := hijacker.Hijack()
	if err != nil {
		return
	}
	defer connection.Close()
	sum := sha1.Sum([]byte(key + socketID))
	fmt.Fprintf(stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Accept: %s\r\nX-Demo-Version: %s\r\n\r\n", base64.StdEncoding.EncodeToString(sum[:]), version)
	if stream.Flush() != nil {
		return
	}
	for {
		kind, message, err := message(stream.Reader)
		if err != nil || kind == closing {
			return
		}
		stream.Write(append([]byte{lastFrame | kind, byte(len(message))}, message...))
		if stream.Flush() != nil {
			return
		}
	}
}

// message reads one frame of a client, which masks what it sends.
func message(from *bufio.Reader) (byte, []byte, error) {
	var head [2]byte
	if _, err := io.ReadFull(from, head[:]); err != nil {
		return 0, nil, err
	}
	length := head[1] &^ masked
	if head[1]&masked == 0 || length > longestText {
		return 0, nil, errors.New("not a short message of a client")
	}
	var mask [4]byte
	if _, err := io.ReadFull(from, mask[:]); err != nil {
		return 0, nil, err
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(from, text); err != nil {
		return 0, nil, err
	}
	for i := range text {
		text[i] ^= mask[i%len(mask)]
	}
	return head[0] &^ lastFrame, text, nil
}
