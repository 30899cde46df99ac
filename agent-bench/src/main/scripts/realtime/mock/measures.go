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

// Hist keeps every time that it is given.
type Hist struct {
	mu sync.Mutex
	v  []float32 // microseconds
}

func (h *Hist) add(ns int64) { h.mu.Lock(); h.v = append(h.v, float32(ns)/1000); h.mu.Unlock() }
func (h *Hist) reset()       { h.mu.Lock(); h.v = h.v[:0]; h.mu.Unlock() }
func (h *Hist) all() []float32 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]float32{}, h.v...)
}
func (h *Hist) sum() map[string]any {
	h.mu.Lock()
	s := append([]float32(nil), h.v...)
	h.mu.Unlock()
	if len(s) == 0 {
		return map[string]any{"n": 0}
	}
	sort.Slice(s, func(i, j int) bool { return s[i] < s[j] })
	q := func(p float64) float64 { return float64(s[int(p*float64(len(s)-1))]) / 1000 }
	var t float64
	for _, x := range s {
		t += float64(x)
	}
	return map[string]any{"n": len(s), "p50_ms": q(.5), "p90_ms": q(.9), "p99_ms": q(.99), "p999_ms": q(.999), "max_ms": q(1), "mean_ms": t / float64(len(s)) / 1000}
}

// global histograms, all server-observed
var (
	hInLast                                                                               Hist // append arrival - scheduled time of the LAST 20 ms block in it (added input latency)
	hInFirst                                                                              Hist // same for the FIRST block (adds client-side batching)
	hInJitter                                                                             Hist // |inter-arrival - audio duration| of appends
	hConnUpd                                                                              Hist // ws accepted -> first session.update
	hConnApp                                                                              Hist // ws accepted -> first append
	hBargeAny                                                                             Hist // speech_started sent (during a response) -> first response.cancel / truncate / delete
	hBargeCan                                                                             Hist // -> response.cancel
	hBargeTrn                                                                             Hist // -> conversation.item.truncate (or delete)
	hFnOut                                                                                Hist // function_call args done sent -> function_call_output item received
	hFnResp                                                                               Hist // -> following response.create received
	hSendLate                                                                             Hist // mock's own lateness for deltas (its overload detector)
	nAppend, nAppendBytes, nDelta, nDeltaBytes, nRespDone, nMarkMiss, nErrEvents, nSilent atomic.Int64
	nOther                                                                                sync.Map
	hAll                                                                                  = map[string]*Hist{"input_latency_last_block": &hInLast, "input_latency_first_block": &hInFirst, "append_interarrival_jitter": &hInJitter,
		"connect_to_session_update": &hConnUpd, "connect_to_first_append": &hConnApp, "barge_to_first_reaction": &hBargeAny,
		"barge_to_response_cancel": &hBargeCan, "barge_to_truncate": &hBargeTrn, "fn_to_output_item": &hFnOut, "fn_to_response_create": &hFnResp,
		"mock_delta_send_lateness": &hSendLate}
)
