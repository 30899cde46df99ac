// Command floor is the least that a client in Go has to do: texts of the network to audio, audio to appends. It is driven and
// marks its audio like every client of the bench.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"sort"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"github.com/gorilla/websocket"
)

func mono() int64 {
	var ts syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, 1, uintptr(unsafe.Pointer(&ts)), 0)
	return ts.Sec*1e9 + ts.Nsec
}

var (
	mu       sync.Mutex
	lat      []float32
	clears   = [][2]any{}
	frames   int64
	outBytes int64
	scan     = flag.Bool("scan", false, "scan for the delta field instead of a full encoding/json decode")
	appMs    = flag.Int("append-ms", 20, "audio per append event (20 like Pipecat, 100 like LiveKit)")
)

type ev struct {
	Type         string `json:"type"`
	EventID      string `json:"event_id"`
	ResponseID   string `json:"response_id"`
	ItemID       string `json:"item_id"`
	OutputIndex  int    `json:"output_index"`
	ContentIndex int    `json:"content_index"`
	Delta        string `json:"delta"`
	AudioEndMs   int    `json:"audio_end_ms"`
}

type sess struct {
	c    *websocket.Conn
	wmu  sync.Mutex
	id   int
	item string
	got  int
	pcm  []byte
	out  []byte
	seq  uint32
	n    int
}

func (s *sess) write(b []byte) {
	s.wmu.Lock()
	err := s.c.WriteMessage(websocket.TextMessage, b)
	s.wmu.Unlock()
	fail(err)
}

// fail ends the process: zeros would look like a result.
func fail(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "connection:", err)
		os.Exit(1)
	}
}

func (s *sess) audio(b64 []byte, raw []byte) {
	n, err := base64.StdEncoding.Decode(raw, b64)
	if err != nil {
		return
	}
	now := mono()
	s.got += n
	if string(raw[:4]) == "LKBM" {
		t := int64(binary.LittleEndian.Uint64(raw[8:16]))
		mu.Lock()
		lat = append(lat, float32(now-t)/1000)
		frames++
		outBytes += int64(n)
		mu.Unlock()
	}
}

func (s *sess) read() {
	raw := make([]byte, 65536)
	for {
		_, m, err := s.c.ReadMessage()
		fail(err)
		if *scan && bytes.HasPrefix(m, []byte(`{"type":"response.output_audio.delta"`)) {
			i := bytes.Index(m, []byte(`"delta":"`)) + 9
			j := bytes.IndexByte(m[i:], '"')
			s.audio(m[i:i+j], raw)
			if s.item == "" {
				var e ev
				json.Unmarshal(m, &e)
				s.item = e.ItemID
			}
			continue
		}
		var e ev
		if json.Unmarshal(m, &e) != nil {
			continue
		}
		switch e.Type {
		case "response.output_audio.delta":
			s.item = e.ItemID
			s.audio([]byte(e.Delta), raw)
		case "input_audio_buffer.speech_started":
			if s.item != "" {
				mu.Lock()
				clears = append(clears, [2]any{fmt.Sprint(s.id), mono()})
				mu.Unlock()
				s.write([]byte(`{"type":"response.cancel"}`))
				s.write([]byte(fmt.Sprintf(`{"type":"conversation.item.truncate","item_id":"%s","content_index":0,"audio_end_ms":%d}`, s.item, s.got/48)))
				s.item, s.got = "", 0
			}
		case "response.done":
			s.item, s.got = "", 0
		case "session.created":
			s.write([]byte(`{"type":"session.update","session":{"type":"realtime","model":"gpt-realtime","output_modalities":["audio"]}}`))
			s.write([]byte(`{"type":"response.create","event_id":"rc1","response":{"output_modalities":["audio"]}}`))
		}
	}
}

func (s *sess) push(t int64) {
	var mk [18]byte
	copy(mk[:4], "LKBI")
	binary.LittleEndian.PutUint32(mk[4:], s.seq)
	s.seq++
	binary.LittleEndian.PutUint64(mk[8:], uint64(t))
	copy(s.pcm[s.n*960:], mk[:])
	s.n++
	if s.n*20 < *appMs {
		return
	}
	s.out = append(s.out[:0], `{"type":"input_audio_buffer.append","audio":"`...)
	s.out = base64.StdEncoding.AppendEncode(s.out, s.pcm[:s.n*960])
	s.out = append(s.out, `"}`...)
	s.n = 0
	s.write(s.out)
}

func q(s []float32, p float64) float64 { return float64(s[int(p*float64(len(s)-1))]) / 1000 }

func main() {
	url := flag.String("url", "ws://127.0.0.1:9300/v1/realtime", "")
	n := flag.Int("n", 1, "")
	out := flag.String("out", "", "")
	flag.Parse()
	fmt.Println("IMPORTED")
	in := bufio.NewScanner(os.Stdin)
	in.Scan() // GO
	ss := make([]*sess, *n)
	for i := range ss {
		c, _, err := websocket.DefaultDialer.Dial(*url+"?model=gpt-realtime", http.Header{"Authorization": {fmt.Sprintf("Bearer bench-%d", i)}})
		if err != nil {
			fmt.Println("ERR", err)
			os.Exit(1)
		}
		ss[i] = &sess{c: c, id: i, pcm: make([]byte, 960**appMs/20)}
		for k := 18; k < len(ss[i].pcm); k++ {
			ss[i].pcm[k] = byte(k * 7)
		}
		go ss[i].read()
	}
	start := mono() + 50e6
	go func() { // one pacer, phases spread over the 20 ms
		for k := int64(0); ; k++ { // 5 ms ticks, session i in phase i%4
			t := start + k*5e6
			if int(k&3) >= *n {
				continue
			}
			if d := t - mono(); d > 0 {
				time.Sleep(time.Duration(d))
			}
			for i := int(k & 3); i < *n; i += 4 {
				ss[i].push(t)
			}
		}
	}()
	fmt.Println("READY")
	for in.Scan() {
		switch in.Text() {
		case "RESET":
			mu.Lock()
			lat, clears, frames, outBytes = nil, [][2]any{}, 0, 0
			mu.Unlock()
			fmt.Println("OK")
		case "SNAP":
			mu.Lock()
			r := map[string]any{"out_frames": frames, "barge_clear": clears, "out_audio_s": float64(outBytes) / 48000}
			l2 := lat
			lat, clears, frames, outBytes = nil, [][2]any{}, 0, 0
			mu.Unlock()
			if len(l2) > 0 {
				sort.Slice(l2, func(i, j int) bool { return l2[i] < l2[j] })
				r["out_latency"] = map[string]any{"n": len(l2), "p50_ms": q(l2, .5), "p90_ms": q(l2, .9), "p99_ms": q(l2, .99), "p999_ms": q(l2, .999), "max_ms": q(l2, 1)}
			}
			b, _ := json.Marshal(r)
			fmt.Println(string(b))
		case "STOP":
			mu.Lock()
			r := map[string]any{"client": "floor-go", "n": *n, "out_frames": frames, "barge_clear": clears}
			if len(lat) > 0 {
				sort.Slice(lat, func(i, j int) bool { return lat[i] < lat[j] })
				r["out_latency"] = map[string]any{"n": len(lat), "p50_ms": q(lat, .5), "p90_ms": q(lat, .9), "p99_ms": q(lat, .99), "p999_ms": q(lat, .999), "max_ms": q(lat, 1)}
			}
			b, _ := json.Marshal(r)
			os.WriteFile(*out, b, 0644)
			fmt.Println("BYE")
			os.Exit(0)
		}
	}
}
