// Command mock is a deterministic server of OpenAI's Realtime API for the bench: it answers by a timetable, not by what it hears.
//
// Every block of 20 ms (960 bytes of PCM16 at 24 kHz, 1280 characters of base64) of the model's audio begins with 18 bytes:
// "LKBM", u32 number, u64 CLOCK_MONOTONIC ns of its sending, u16 number of the response, little endian. Clients put "LKBI",
// u32 number, u64 ns of the time at which the block was due, u16 0 at the beginning of each block of the caller's. All processes
// of a machine share that clock (Go: clock_gettime; Python: time.monotonic_ns; Java: System.nanoTime).
package main

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
)

var anon atomic.Int64

func handler(w http.ResponseWriter, r *http.Request) {
	id := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	id = strings.TrimPrefix(id, "bench-")
	if q := r.URL.Query().Get("sid"); q != "" {
		id = q
	}
	if id == "" {
		id = fmt.Sprintf("anon%d", anon.Add(1))
	}
	c, err := up.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s := &Session{id: id, c: c, ctl: make(chan ctl, 16), done: make(chan struct{}), start: make(chan struct{}), t0: mono()}
	smu.Lock()
	sessions[id] = s
	smu.Unlock()
	s.send(`{"type":"session.created","event_id":"es_%s","session":{"type":"realtime","object":"realtime.session","id":"sess_%s","model":"gpt-realtime","output_modalities":["audio"],"instructions":"","tools":[],"tool_choice":"auto","max_output_tokens":"inf","audio":{"input":{"format":{"type":"audio/pcm","rate":24000},"transcription":null,"noise_reduction":null,"turn_detection":{"type":"server_vad","threshold":0.5,"prefix_padding_ms":300,"silence_duration_ms":200,"idle_timeout_ms":null,"create_response":true,"interrupt_response":true}},"output":{"format":{"type":"audio/pcm","rate":24000},"voice":"marin","speed":1.0}}}}`, id, id)
	go s.script()
	s.reader()
	c.Close()
	smu.Lock()
	if sessions[id] == s {
		delete(sessions, id)
	}
	smu.Unlock()
}

func stats(w http.ResponseWriter, r *http.Request) {
	out := map[string]any{}
	for k, h := range hAll {
		out[k] = h.sum()
	}
	oth := map[string]int64{}
	nOther.Range(func(k, v any) bool { oth[k.(string)] = v.(*atomic.Int64).Load(); return true })
	smu.Lock()
	n := len(sessions)
	per := map[string]any{}
	for id, s := range sessions {
		s.bmu.Lock()
		per[id] = map[string]any{"appends": s.appends, "append_bytes": s.bytes, "turns": s.turns, "barge_ns": append([]int64(nil), s.barges...)}
		s.bmu.Unlock()
	}
	smu.Unlock()
	var ru syscall.Rusage
	syscall.Getrusage(0, &ru)
	out["sessions"] = n
	out["counters"] = map[string]any{"appends": nAppend.Load(), "append_bytes": nAppendBytes.Load(), "deltas": nDelta.Load(), "delta_bytes": nDeltaBytes.Load(),
		"responses_done": nRespDone.Load(), "input_marker_missing": nMarkMiss.Load(), "bad_json": nErrEvents.Load(), "client_events": oth}
	out["mock_cpu_s"] = float64(ru.Utime.Sec+ru.Stime.Sec) + float64(ru.Utime.Usec+ru.Stime.Usec)/1e6
	out["mono_ns"] = mono()
	if r.URL.Query().Get("full") != "" {
		out["per_session"] = per
		out["fn_to_response_create_us"] = hFnResp.all()
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(out)
}

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen; port 0 takes a free one, which is printed")
	cj := flag.String("config", "", "JSON of what differs from the usual timetable")
	flag.Parse()
	if *cj != "" {
		if err := json.Unmarshal([]byte(*cj), &cfg); err != nil {
			log.Fatal(err)
		}
	}
	raw := make([]byte, 960)
	for i := 0; i < 480; i++ { // a triangle tone, non-silent
		v := int16((i%48)*400 - 9600)
		binary.LittleEndian.PutUint16(raw[2*i:], uint16(v))
	}
	template = base64.StdEncoding.EncodeToString(raw)
	http.HandleFunc("/stats", stats)
	http.HandleFunc("/reset", func(w http.ResponseWriter, r *http.Request) {
		for k, h := range hAll {
			if k != "connect_to_session_update" && k != "connect_to_first_append" {
				h.reset()
			}
		}
		for _, c := range []*atomic.Int64{&nAppend, &nAppendBytes, &nDelta, &nDeltaBytes, &nRespDone, &nMarkMiss, &nErrEvents} {
			c.Store(0)
		}
		nOther.Range(func(k, v any) bool { v.(*atomic.Int64).Store(0); return true })
		smu.Lock()
		for _, s := range sessions {
			s.bmu.Lock()
			s.barges = nil
			s.bmu.Unlock()
		}
		smu.Unlock()
		fmt.Fprintln(w, "ok")
	})
	http.HandleFunc("/config", func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "POST" {
			json.NewDecoder(r.Body).Decode(&cfg)
		}
		json.NewEncoder(w).Encode(cfg)
	})
	http.HandleFunc("/", handler)
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("LISTENING", l.Addr())
	log.Fatal(http.Serve(l, nil))
}
