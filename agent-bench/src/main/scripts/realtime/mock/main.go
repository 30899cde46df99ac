// Command mock is a deterministic server of OpenAI's Realtime API for the bench: it answers by a timetable, not by what it hears.
//
// Every block of 20 ms (960 bytes of PCM16 at 24 kHz, 1280 characters of base64) of the model's audio begins with 18 bytes:
// "LKBM", u32 number, u64 CLOCK_MONOTONIC ns of its sending, u16 number of the response, little endian. All processes of a machine
// share that clock (Go: clock_gettime; Python: time.monotonic_ns; Java: System.nanoTime). The caller's blocks are marked alike,
// with "LKBI" and the time at which they were due; this server does not look at that.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"sync/atomic"

	"github.com/gorilla/websocket"
)

var (
	unnamed  atomic.Int64
	upgrader = websocket.Upgrader{ReadBufferSize: 32768, WriteBufferSize: 16384, CheckOrigin: func(*http.Request) bool { return true }}
)

// serve holds one session, which is named by its key: "Bearer bench-NAME".
func serve(w http.ResponseWriter, r *http.Request) {
	id := strings.TrimPrefix(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), "bench-")
	if id == "" {
		id = fmt.Sprintf("unnamed%d", unnamed.Add(1))
	}
	c, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		log.Print(err) // which has been answered
		return
	}
	defer c.Close()
	s := newSession(id, c)
	measures.add(s)
	defer measures.remove(s)
	s.created()
	go s.script()
	s.read()
}

func reconfigure(w http.ResponseWriter, r *http.Request) {
	next := *timetable.Load()
	if err := json.NewDecoder(r.Body).Decode(&next); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	timetable.Store(&next)
}

func main() {
	addr := flag.String("addr", "127.0.0.1:0", "where to listen; port 0 takes a free one, which is printed")
	differing := flag.String("config", "{}", "JSON of what differs from the usual timetable")
	flag.Parse()
	first := usual
	if err := json.Unmarshal([]byte(*differing), &first); err != nil {
		log.Fatal(err)
	}
	timetable.Store(&first)
	http.HandleFunc("GET /stats", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(measures.told())
	})
	http.HandleFunc("POST /reset", func(w http.ResponseWriter, r *http.Request) { measures.forget() })
	http.HandleFunc("POST /config", reconfigure)
	http.HandleFunc("/", serve)
	l, err := net.Listen("tcp", *addr)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("LISTENING", l.Addr())
	log.Fatal(http.Serve(l, nil))
}
