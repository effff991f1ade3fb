// traffic sends requests at a constant rate, whatever the answers take (open loop: a stall shows as latency, not as
// fewer requests; -most bounds those under way), and tells what came back. On SIGTERM or SIGINT, or after -for, it
// prints one JSON document.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"
)

func main() {
	rate := flag.Int("rate", 200, "requests a second, over all targets")
	duration := flag.Duration("for", 0, "how long; 0: until told to stop")
	host := flag.String("host", "", "Host header; empty: the target's own")
	output := flag.String("output", "", "file for the result; empty: standard output")
	each := flag.Int("fresh", 2, "each so manieth request opens a connection of its own")
	upload := flag.Int("upload", 0, "bytes that each request posts; 0: it gets")
	most := flag.Int("most", 100_000, "requests under way at most")
	seconds := flag.Bool("seconds", false, "tell the latency of each second, too")
	spans := flag.Bool("spans", false, "tell from when until when each target served what")
	websocket := flag.Bool("socket", false, "keep one WebSocket to the first target open, and send ten messages a second")
	failover := flag.Bool("failover", false, "where a target takes no connection, or gives a GET no answer, go on to the next, as a load balancer does")
	flag.Parse()
	if flag.NArg() == 0 || *rate < 1 || *each < 2 || *most < 1 {
		fmt.Fprintln(os.Stderr, "usage: traffic [-rate N] [-for 30s] [-host NAME] [-fresh N] [-upload BYTES] [-most N] [-seconds] [-spans] [-socket] [-failover] [-output FILE] URL…")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if *duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *duration)
		defer cancel()
	}
	count := &counter{result: Result{Served: map[string]int{}, Failures: []string{}, Reasons: map[string]int{}}}
	if *seconds {
		count.seconds = map[int64]*Second{}
	}
	if *spans {
		count.spans = map[string]*Span{}
	}
	tries := 1
	if *failover {
		tries = flag.NArg()
	}
	if *websocket {
		talk(ctx, count, flag.Arg(0), *host)
	} else {
		send(ctx, count, flag.Args(), *host, *rate, *each, *upload, tries, *most)
	}
	if err := report(count, *output); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// send takes the targets in turn; each so manieth round opens connections of its own, the others share kept ones.
func send(ctx context.Context, count *counter, targets []string, host string, rate, each, upload, tries, most int) {
	pooled := &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	fresh := &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	body := make([]byte, upload)
	var under sync.WaitGroup
	places := make(chan struct{}, most)
	began, interval := time.Now(), time.Second/time.Duration(rate)
	for i := 0; ; i++ {
		due := began.Add(time.Duration(i) * interval)
		select {
		case <-ctx.Done():
			under.Wait()
			return
		case <-time.After(time.Until(due)):
		}
		places <- struct{}{}
		client := pooled
		if i/len(targets)%each == 1 {
			client = fresh
		}
		under.Add(1)
		go func(first int) {
			defer under.Done()
			defer func() { <-places }()
			for try := 0; ; try++ {
				target, sent := targets[(first+try)%len(targets)], time.Now()
				served, err := ask(client, target, host, body)
				if err == nil || !mayGoOn(err, body) || try+1 == tries {
					count.add(answer{served, err, target, due, sent, try > 0})
					return
				}
			}
		}(i)
	}
}

// unanswered is why a target that took a request gave no answer.
type unanswered struct{ error }

func (u unanswered) Unwrap() error { return u.error }

// mayGoOn tells that another target may be asked: there was no connection, or what came to nothing without an answer
// may be repeated. One that takes too long is not given up.
func mayGoOn(err error, body []byte) bool {
	var operation *net.OpError
	if errors.As(err, &operation) && operation.Op == "dial" {
		return true
	}
	var failed net.Error
	if errors.As(err, &failed) && failed.Timeout() {
		return false
	}
	return errors.As(err, &unanswered{}) && len(body) == 0
}

func ask(client *http.Client, target, host string, body []byte) (string, error) {
	method := http.MethodGet
	if len(body) > 0 {
		method = http.MethodPost
	}
	request, err := http.NewRequest(method, target, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Host = host
	response, err := client.Do(request)
	if err != nil {
		return "", unanswered{err}
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		return "", err
	}
	served := response.Header.Get("X-Swarm-Color") + " " + response.Header.Get("X-Swarm-Release")
	if response.StatusCode >= 400 {
		return served, fmt.Errorf("%s from %s", response.Status, strings.TrimSpace(served))
	}
	return served, nil
}
