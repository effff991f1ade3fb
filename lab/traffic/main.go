// traffic sends requests at a constant rate, whatever the answers take (open loop: a stall shows as latency, not as
// fewer requests), and tells what came back. On SIGTERM or SIGINT, or after -for, it prints one JSON document.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math"
	"net/http"
	"os"
	"os/signal"
	"sort"
	"strings"
	"sync"
	"syscall"
	"time"
)

const keptFailures = 20

// Result is what is printed. Latencies are in milliseconds, from when a request was due.
type Result struct {
	Sent     int            `json:"sent"`
	Failed   int            `json:"failed"`
	Served   map[string]int `json:"served"` // by the router's colour and release, e.g. "blue 1.0"
	P50      float64        `json:"p50Millis"`
	P99      float64        `json:"p99Millis"`
	Max      float64        `json:"maxMillis"`
	Failures []string       `json:"failures"` // the first ones
	Seconds  []*Second      `json:"seconds,omitempty"`
	Spans    []*Span        `json:"spans,omitempty"`
}

// Second is what was due within one.
type Second struct {
	At        int64          `json:"at"` // since 1970
	Served    map[string]int `json:"served"`
	P99       float64        `json:"p99Millis"`
	latencies []float64
}

// Span is when the first and the last request was sent that a target answered with this colour and release.
type Span struct {
	Target string  `json:"target"`
	Served string  `json:"served"`
	First  float64 `json:"first"` // seconds since 1970
	Last   float64 `json:"last"`
}

type counter struct {
	sync.Mutex
	result    Result
	latencies []float64
	seconds   map[int64]*Second // nil: not asked for
	spans     map[string]*Span  // likewise
}

func main() {
	rate := flag.Int("rate", 200, "requests a second, over all targets")
	duration := flag.Duration("for", 0, "how long; 0: until told to stop")
	host := flag.String("host", "", "Host header; empty: the target's own")
	output := flag.String("output", "", "file for the result; empty: standard output")
	each := flag.Int("fresh", 2, "each so manieth request opens a connection of its own")
	upload := flag.Int("upload", 0, "bytes that each request posts; 0: it gets")
	seconds := flag.Bool("seconds", false, "tell the latency of each second, too")
	spans := flag.Bool("spans", false, "tell from when until when each target served what")
	flag.Parse()
	if flag.NArg() == 0 || *rate < 1 || *each < 2 {
		fmt.Fprintln(os.Stderr, "usage: traffic [-rate N] [-for 30s] [-host NAME] [-fresh N] [-upload BYTES] [-seconds] [-spans] [-output FILE] URL…")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if *duration > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, *duration)
		defer cancel()
	}
	count := &counter{result: Result{Served: map[string]int{}, Failures: []string{}}}
	if *seconds {
		count.seconds = map[int64]*Second{}
	}
	if *spans {
		count.spans = map[string]*Span{}
	}
	send(ctx, count, flag.Args(), *host, *rate, *each, *upload)
	if err := report(count, *output); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// send takes the targets in turn; each so manieth round opens connections of its own, the others share kept ones.
func send(ctx context.Context, count *counter, targets []string, host string, rate, each, upload int) {
	pooled := &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	fresh := &http.Client{Timeout: 15 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	body := make([]byte, upload)
	var under sync.WaitGroup
	began, interval := time.Now(), time.Second/time.Duration(rate)
	for i := 0; ; i++ {
		due := began.Add(time.Duration(i) * interval)
		select {
		case <-ctx.Done():
			under.Wait()
			return
		case <-time.After(time.Until(due)):
		}
		client := pooled
		if i/len(targets)%each == 1 {
			client = fresh
		}
		under.Add(1)
		go func(target string) {
			defer under.Done()
			sent := time.Now()
			served, err := ask(client, target, host, body)
			count.add(served, err, target, due, sent)
		}(targets[i%len(targets)])
	}
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
		return "", err
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

func (c *counter) add(served string, err error, target string, due, sent time.Time) {
	latency := float64(time.Since(due).Microseconds()) / 1000
	c.Lock()
	defer c.Unlock()
	c.result.Sent++
	c.latencies = append(c.latencies, latency)
	if c.seconds != nil {
		c.second(due.Unix()).add(served, err, latency)
	}
	if c.spans != nil && err == nil {
		c.span(target, served, float64(sent.UnixMicro())/1e6)
	}
	if err == nil {
		c.result.Served[served]++
		return
	}
	c.result.Failed++
	if len(c.result.Failures) < keptFailures {
		now := time.Now().UTC().Format("15:04:05.000")
		c.result.Failures = append(c.result.Failures, fmt.Sprintf("%s %s: %v", now, target, err))
	}
}

func (c *counter) span(target, served string, sent float64) {
	key := target + " " + served
	if c.spans[key] == nil {
		c.spans[key] = &Span{Target: target, Served: served, First: sent, Last: sent}
		c.result.Spans = append(c.result.Spans, c.spans[key])
	}
	c.spans[key].First = math.Min(c.spans[key].First, sent)
	c.spans[key].Last = math.Max(c.spans[key].Last, sent)
}

func (c *counter) second(at int64) *Second {
	if c.seconds[at] == nil {
		c.seconds[at] = &Second{At: at, Served: map[string]int{}}
		c.result.Seconds = append(c.result.Seconds, c.seconds[at])
	}
	return c.seconds[at]
}

func (s *Second) add(served string, err error, latency float64) {
	s.latencies = append(s.latencies, latency)
	if err == nil {
		s.Served[served]++
	}
}

func report(c *counter, output string) error {
	sort.Float64s(c.latencies)
	if n := len(c.latencies); n > 0 {
		c.result.P50, c.result.P99, c.result.Max = c.latencies[n/2], c.latencies[n*99/100], c.latencies[n-1]
	}
	for _, second := range c.result.Seconds {
		sort.Float64s(second.latencies)
		second.P99 = second.latencies[len(second.latencies)*99/100]
	}
	text, err := json.MarshalIndent(c.result, "", "  ")
	if err != nil {
		return err
	}
	if output == "" {
		fmt.Println(string(text))
		return nil
	}
	// Whole or not at all: whoever waits for the file must not read half of it.
	if err := os.WriteFile(output+".new", append(text, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(output+".new", output)
}
