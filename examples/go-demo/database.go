package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

const connectTimeout, replyTimeout = 2 * time.Second, 10 * time.Second

// database is a Redis that wants a password. Each command has a connection of its own: the next one finds the database
// again after a restart.
type database struct{ address, passwordFile string }

func environmentDatabase() database {
	return database{os.Getenv("DATABASE"), os.Getenv("DATABASE_PASSWORD_FILE")}
}

// do runs one command and returns its text or number; the text is empty if there is none, or if the command timed out
// in the database.
func (d database) do(words ...string) (string, error) {
	password, err := os.ReadFile(d.passwordFile)
	if err != nil {
		return "", fmt.Errorf("DATABASE_PASSWORD_FILE: %w", err)
	}
	connection, err := net.DialTimeout("tcp", d.address, connectTimeout)
	if err != nil {
		return "", fmt.Errorf("DATABASE: %w", err)
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(replyTimeout))
	replies := bufio.NewReader(connection)
	io.WriteString(connection, command("AUTH", strings.TrimSpace(string(password))))
	if _, err := reply(replies); err != nil {
		return "", err
	}
	io.WriteString(connection, command(words...))
	return reply(replies)
}

// command is an array of strings as Redis reads it; with the length of each, so that no character has a meaning.
func command(words ...string) string {
	var text strings.Builder
	fmt.Fprintf(&text, "*%d\r\n", len(words))
	for _, word := range words {
		fmt.Fprintf(&text, "$%d\r\n%s\r\n", len(word), word)
	}
	return text.String()
}

// reply reads what Redis answers: a short text, a number, a text with its length, or nothing (a length of -1).
func reply(from *bufio.Reader) (string, error) {
	line, err := from.ReadString('\n')
	if err != nil {
		return "", err
	}
	line = strings.TrimSuffix(line, "\r\n")
	switch {
	case strings.HasPrefix(line, "+"), strings.HasPrefix(line, ":"):
		return line[1:], nil
	case strings.HasPrefix(line, "-"):
		return "", errors.New(line[1:])
	case line == "$-1", line == "*-1":
		return "", nil
	case strings.HasPrefix(line, "$"):
		length, err := strconv.Atoi(line[1:])
		if err != nil || length < 0 || length > longestReply {
			return "", fmt.Errorf("reply %q has no valid length", line)
		}
		text := make([]byte, length+len("\r\n"))
		_, err = io.ReadFull(from, text)
		return string(text[:length]), err
	}
	return "", fmt.Errorf("unexpected reply %q", line)
}

const longestReply = 1024
