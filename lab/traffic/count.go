package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"sort"
	"sync"
	"time"
)

const keptFailures = 20

// Result is what is printed. Latencies are in milliseconds, from when a request was due.
type Result struct {
	Sent     int            `json:"sent"`
	Failed   int            `json:"failed"`
	Moved    int            `json:"moved"`  // answered by another target than the first that was tried
	Served   map[string]int `json:"served"` // by the router's color and release, e.g. "blue 1.0"
	P50      float64        `json:"p50Millis"`
	P99      float64        `json:"p99Millis"`
	Max      float64        `json:"maxMillis"`
	Failures []string       `json:"failures"` // the first ones
	Reasons  map[string]int `json:"reasons"`  // how many failed of each
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

// Span is when the first and the last request was sent that a target answered with this color and release.
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

type answer struct {
	served string
	err    error
	target string
	due    time.Time
	sent   time.Time
	moved  bool
}

func (c *counter) add(a answer) {
	latency := float64(time.Since(a.due).Microseconds()) / 1000
	c.Lock()
	defer c.Unlock()
	c.result.Sent++
	c.latencies = append(c.latencies, latency)
	if a.moved {
		c.result.Moved++
	}
	if c.seconds != nil {
		c.second(a.due.Unix()).add(a.served, a.err, latency)
	}
	if a.err != nil {
		c.fail(a)
		return
	}
	c.result.Served[a.served]++
	if c.spans != nil {
		c.span(a.target, a.served, float64(a.sent.UnixMicro())/1e6)
	}
}

func (c *counter) fail(a answer) {
	c.result.Failed++
	c.result.Reasons[reason(a.err)]++
	if len(c.result.Failures) < keptFailures {
		now := time.Now().UTC().Format("15:04:05.000")
		c.result.Failures = append(c.result.Failures, fmt.Sprintf("%s %s: %v", now, a.target, a.err))
	}
}

// reason is the error without the addresses that are around it.
func reason(err error) string {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err.Error()
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
