package main

import (
	"sort"
	"sync"
	"sync/atomic"
	"syscall"
	"unsafe"
)

func mono() int64 {
	var ts syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, 1, uintptr(unsafe.Pointer(&ts)), 0)
	return ts.Sec*1e9 + ts.Nsec
}

// Times keeps every time that it is given, in microseconds.
type Times struct {
	mu sync.Mutex
	v  []float32
}

func (t *Times) add(ns int64) { t.mu.Lock(); t.v = append(t.v, float32(ns)/1000); t.mu.Unlock() }
func (t *Times) forget()      { t.mu.Lock(); t.v = t.v[:0]; t.mu.Unlock() }

func (t *Times) all() []float32 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]float32{}, t.v...)
}

func (t *Times) quantiles() map[string]any {
	v := t.all()
	if len(v) == 0 {
		return map[string]any{"n": 0}
	}
	sort.Slice(v, func(i, j int) bool { return v[i] < v[j] })
	ms := func(p float64) float64 { return float64(v[int(p*float64(len(v)-1))]) / 1000 }
	return map[string]any{"n": len(v), "p50_ms": ms(.5), "p99_ms": ms(.99)}
}

// Measures is what all sessions have shown since it was last forgotten.
type Measures struct {
	mu       sync.Mutex
	sessions map[string]*Session

	appendBytes, deltas, deltaBytes atomic.Int64
	reaction                        Times // from the caller's cutting in to the first of cancel, truncate and delete
	toolAnswer                      Times // from the end of a call's arguments to the request for an answer
}

var measures = Measures{sessions: map[string]*Session{}}

func (m *Measures) add(s *Session) { m.mu.Lock(); m.sessions[s.id] = s; m.mu.Unlock() }

func (m *Measures) remove(s *Session) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.sessions[s.id] == s {
		delete(m.sessions, s.id)
	}
}

func (m *Measures) forget() {
	m.reaction.forget()
	m.toolAnswer.forget()
	m.appendBytes.Store(0)
	m.deltas.Store(0)
	m.deltaBytes.Store(0)
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, s := range m.sessions {
		s.forgetBarges()
	}
}

func (m *Measures) told() map[string]any {
	sessions := map[string]any{}
	m.mu.Lock()
	for id, s := range m.sessions {
		sessions[id] = map[string]any{"barge_ns": s.bargesSoFar()}
	}
	m.mu.Unlock()
	return map[string]any{
		"per_session": sessions,
		"counters": map[string]any{"append_bytes": m.appendBytes.Load(), "deltas": m.deltas.Load(),
			"delta_bytes": m.deltaBytes.Load()},
		"barge_to_first_reaction":  m.reaction.quantiles(),
		"fn_to_response_create_us": m.toolAnswer.all(),
	}
}
