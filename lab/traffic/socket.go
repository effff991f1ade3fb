package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"time"
)

const (
	socketPause   = 100 * time.Millisecond
	socketTimeout = 15 * time.Second
)

// message is a frame of a client with the text "ping", masked with zeros; echo is what the server makes of it.
var (
	message = []byte{0x81, 0x84, 0, 0, 0, 0, 'p', 'i', 'n', 'g'}
	echo    = []byte{0x81, 4, 'p', 'i', 'n', 'g'}
)

// talk keeps one WebSocket open and sends a message on it ten times a second; each that is not answered has failed. A
// connection that breaks is opened again: the result's Moved counts these.
func talk(ctx context.Context, count *counter, target, host string) {
	var connection *socket
	opened := 0
	for ctx.Err() == nil {
		due := time.Now()
		var err error
		if connection == nil {
			connection, err = open(target, host)
			opened++
		}
		if err == nil {
			err = connection.ask()
		}
		served := ""
		if connection != nil {
			served = connection.served
		}
		count.add(answer{served, err, target, due, due, opened > 1 && err == nil && connection.first()})
		if err != nil && connection != nil {
			connection.Close()
			connection = nil
		}
		time.Sleep(socketPause)
	}
	if connection != nil {
		connection.Close()
	}
}

type socket struct {
	net.Conn
	reader *bufio.Reader
	served string
	asked  int
}

// open does the handshake of RFC 6455.
func open(target, host string) (*socket, error) {
	at, err := url.Parse(target)
	if err != nil {
		return nil, err
	}
	connection, err := net.DialTimeout("tcp", at.Host, socketTimeout)
	if err != nil {
		return nil, err
	}
	connection.SetDeadline(time.Now().Add(socketTimeout))
	if host == "" {
		host = at.Host
	}
	fmt.Fprintf(connection, "GET %s HTTP/1.1\r\nHost: %s\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"+
		"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", at.RequestURI(), host)
	reader := bufio.NewReader(connection)
	response, err := http.ReadResponse(reader, nil)
	if err == nil && response.StatusCode != http.StatusSwitchingProtocols {
		err = fmt.Errorf("no WebSocket: %s", response.Status)
	}
	if err != nil {
		connection.Close()
		return nil, err
	}
	served := response.Header.Get("X-Swarm-Color") + " " + response.Header.Get("X-Swarm-Release")
	return &socket{connection, reader, served, 0}, nil
}

func (s *socket) first() bool { return s.asked == 1 }

func (s *socket) ask() error {
	s.asked++
	s.SetDeadline(time.Now().Add(socketTimeout))
	if _, err := s.Write(message); err != nil {
		return err
	}
	answer := make([]byte, len(echo))
	if _, err := io.ReadFull(s.reader, answer); err != nil {
		return err
	}
	if string(answer) != string(echo) {
		return fmt.Errorf("the answer is %q", answer)
	}
	return nil
}
